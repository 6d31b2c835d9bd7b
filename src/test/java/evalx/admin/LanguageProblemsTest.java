package evalx.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import evalx.language.Language;
import evalx.language.Languages;
import evalx.node.Capabilities;
import evalx.node.WorkerReport;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LanguageProblemsTest {
  private static final Languages ALL = new Languages();
  private static final Set<String> CORE =
      ALL.expected().stream().map(Language::id).collect(Collectors.toSet());

  private static Set<String> coreAnd(String... others) {
    var ids = new HashSet<>(CORE);
    ids.addAll(Arrays.asList(others));
    return ids;
  }

  private static WorkerReport worker(
      String id, Set<String> working, Map<String, String> failures, String... expected) {
    var versions = working.stream().collect(Collectors.toMap(one -> one, one -> List.of("1")));
    return new WorkerReport(
        id, Map.of("native", versions), Map.of(), failures, Set.of(expected), Set.of());
  }

  private static List<Problem> problems(Languages languages, WorkerReport... workers) {
    return new LanguageProblems(languages, List.of(workers)).find();
  }

  private static List<Problem> errors(Languages languages, WorkerReport... workers) {
    return problems(languages, workers).stream().filter(Problem::isError).toList();
  }

  @Test
  void furtherLanguagesThatAreNotInstalledAreOneWarning() {
    var failures = Map.of("haskell", Capabilities.NOT_INSTALLED);

    assertThat(problems(ALL, worker("one", CORE, failures)))
        .singleElement()
        .satisfies(problem -> assertThat(problem.isError()).isFalse())
        .satisfies(problem -> assertThat(problem.problem()).contains("haskell, ", "cobol"));
  }

  @Test
  void aLanguageThatWasAskedForNamesItsPackagesAndTheWorkersThatLackThem() {
    var failures = Map.of("haskell", Capabilities.NOT_INSTALLED);

    assertThat(
            errors(
                ALL,
                worker("two", CORE, failures, "haskell"),
                worker("one", CORE, failures, "haskell"),
                worker("other", CORE, Map.of())))
        .extracting(Problem::subject, Problem::problem, Problem::remedy)
        .containsExactly(
            tuple(
                "haskell",
                "no worker runs Haskell (GHC): is not installed",
                "install ghc on one, two; the worker tries it again by itself"));
  }

  @Test
  void ofManyWorkersSomeAreNamed() {
    var failures = Map.of("haskell", Capabilities.NOT_INSTALLED);
    var workers = new WorkerReport[8];
    Arrays.setAll(workers, n -> worker("w" + n, CORE, failures, "haskell"));

    assertThat(errors(ALL, workers))
        .singleElement()
        .satisfies(
            problem -> assertThat(problem.remedy()).contains(" on w0, w1, w2, w3, w4 and 3 more;"));
  }

  @Test
  void aWorkerThatLacksWhatOthersHaveIsWarnedOf() {
    var failures = Map.of("haskell", Capabilities.NOT_INSTALLED, "kotlin", "is not installed");
    var has = coreAnd("haskell", "kotlin");

    assertThat(
            problems(
                Languages.of(Path.of("/nowhere"), Set.of("core", "haskell", "kotlin")),
                worker("has", has, Map.of(), "haskell", "kotlin"),
                worker("not", CORE, failures, "haskell", "kotlin"),
                worker("silent", CORE, failures)))
        .extracting(Problem::kind, Problem::isError, Problem::subject, Problem::remedy)
        .containsExactly(
            tuple(
                "worker_lacks_language",
                false,
                "not",
                "install default-jdk-headless,"
                    + " org.jetbrains.kotlin:kotlin-compiler-embeddable:2.4.21, ghc on not, or take"
                    + " them out there"));
  }

  @Test
  void aLanguageThatFailsItsSelfTestIsAnError() {
    var failures = Map.of("haskell", "ghc printed nothing");

    assertThat(errors(ALL, worker("one", CORE, failures)))
        .extracting(Problem::subject, Problem::problem, Problem::remedy)
        .containsExactly(
            tuple(
                "haskell",
                "no worker runs Haskell (GHC): ghc printed nothing",
                "see ./evalx doctor --languages on one; it needs ghc"));
  }

  @Test
  void aLanguageOfTheCoreThatIsNotInstalledIsAnError() {
    var working = coreAnd();
    working.remove("java");

    assertThat(errors(ALL, worker("one", working, Map.of())))
        .extracting(Problem::subject, Problem::remedy)
        .containsExactly(
            tuple(
                "java",
                "install default-jdk-headless on a worker whose LANGUAGES has it; the worker tries"
                    + " it again by itself"));
  }

  @Test
  void whatThisNodeDoesNotOfferIsNoProblem() {
    var core = Languages.of(Path.of("/nowhere"), Set.of("core"));

    assertThat(problems(core, worker("one", CORE, Map.of()))).isEmpty();
  }
}
