package evalx.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import evalx.language.Language;
import evalx.language.Languages;
import evalx.node.Capabilities;
import evalx.node.Offer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class NodeProblemsTest {
  private static final List<Language> ALL = new Languages().offered();

  private static Offer offer(Set<String> working, Map<String, String> failures) {
    var versions = working.stream().collect(Collectors.toMap(id -> id, id -> List.of("1")));
    return new Offer(1, versions, Map.of(), failures, Map.of());
  }

  private static Set<String> core() {
    return ALL.stream()
        .filter(language -> language.setup().core())
        .map(Language::id)
        .collect(Collectors.toSet());
  }

  @Test
  void furtherLanguagesThatAreNotInstalledAreOneWarning() {
    var failures = Map.of("haskell", Capabilities.NOT_INSTALLED);

    assertThat(NodeProblems.of(offer(core(), failures), ALL))
        .singleElement()
        .satisfies(problem -> assertThat(problem.isError()).isFalse())
        .satisfies(problem -> assertThat(problem.problem()).contains("haskell, ", "cobol"));
  }

  @Test
  void aLanguageThatFailsItsSelfTestIsAnError() {
    var failures = Map.of("haskell", "ghc printed nothing");

    assertThat(NodeProblems.of(offer(core(), failures), ALL))
        .filteredOn(Problem::isError)
        .extracting(Problem::subject, Problem::problem)
        .containsExactly(tuple("haskell", "no worker runs Haskell (GHC): ghc printed nothing"));
  }

  @Test
  void aLanguageOfTheCoreThatIsNotInstalledIsAnError() {
    var working = core();
    working.remove("java");

    assertThat(NodeProblems.of(offer(working, Map.of()), ALL))
        .filteredOn(Problem::isError)
        .extracting(Problem::subject)
        .containsExactly("java");
  }

  @Test
  void whatThisNodeDoesNotOfferIsNoProblem() {
    var offered = ALL.stream().filter(language -> language.setup().core()).toList();

    assertThat(NodeProblems.of(offer(core(), Map.of()), offered)).isEmpty();
  }
}
