package evalx.compilation;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.cache.RunName;
import evalx.language.Languages;
import evalx.sandbox.ArtifactId;
import evalx.sandbox.RunLimits;
import evalx.sandbox.RunRequest;
import evalx.submission.Checker;
import evalx.submission.Encoding;
import evalx.submission.Limits;
import evalx.submission.SourceFile;
import evalx.submission.Submission;
import evalx.submission.TestCase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whatever can change an outcome changes its name, and what cannot does not. */
class CacheKeysTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final RunLimits LIMITS =
      new RunLimits(
          SECOND,
          Duration.ofSeconds(3),
          64,
          new RunLimits.Bytes(64 << 20, 1 << 20, 1 << 16, 1 << 26));

  private final Languages languages = new Languages();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static RunRequest run(
      List<String> command, Map<String, String> environment, String stdin, RunLimits limits) {
    var artifact = Optional.of(new ArtifactId("a".repeat(64)));
    return new RunRequest(
        new RunRequest.Invocation(command, environment),
        artifact,
        bytes(stdin),
        limits,
        RunRequest.Folder.EMPTY);
  }

  private static RunName name(RunRequest run) {
    return CacheKeys.run(run, "native", "g++ 12");
  }

  @Test
  void eachPartOfARunCounts() {
    var command = List.of("/app/main", "a");
    var environment = Map.of("LANG", "C");
    var run = run(command, environment, "1", LIMITS);
    var names = new ArrayList<RunName>();
    names.add(name(run));
    names.add(CacheKeys.run(run, "docker", "g++ 12"));
    names.add(CacheKeys.run(run, "native", "g++ 13"));
    names.add(name(run(List.of("/app/main", "b"), environment, "1", LIMITS)));
    names.add(name(run(List.of("/app/main", "a", ""), environment, "1", LIMITS)));
    names.add(name(run(List.of("/app/maina"), environment, "1", LIMITS)));
    names.add(name(run(command, Map.of("LANG", "D"), "1", LIMITS)));
    names.add(name(run(command, Map.of("LANG", "C", "A", "1"), "1", LIMITS)));
    names.add(name(run(command, environment, "1\n", LIMITS)));
    names.add(name(run(command, environment, "", LIMITS)));
    var other = Optional.of(new ArtifactId("b".repeat(64)));
    names.add(
        name(
            new RunRequest(
                new RunRequest.Invocation(command, environment),
                other,
                bytes("1"),
                LIMITS,
                RunRequest.Folder.EMPTY)));
    for (RunLimits limits :
        List.of(
            new RunLimits(
                SECOND.plusNanos(1),
                LIMITS.wall(),
                64,
                new RunLimits.Bytes(64 << 20, 1 << 20, 1 << 16, 9)),
            new RunLimits(
                SECOND,
                LIMITS.wall(),
                64,
                new RunLimits.Bytes(64 << 20, 1 << 20, 1 << 16, 1 << 26, 1 << 20)),
            new RunLimits(
                SECOND, SECOND, 64, new RunLimits.Bytes(64 << 20, 1 << 20, 1 << 16, 1 << 26)),
            new RunLimits(
                SECOND,
                LIMITS.wall(),
                64,
                new RunLimits.Bytes(65 << 20, 1 << 20, 1 << 16, 1 << 26)),
            new RunLimits(
                SECOND,
                LIMITS.wall(),
                64,
                new RunLimits.Bytes(64 << 20, 2 << 20, 1 << 16, 1 << 26)),
            new RunLimits(
                SECOND,
                LIMITS.wall(),
                64,
                new RunLimits.Bytes(64 << 20, 1 << 20, 2 << 16, 1 << 26)),
            new RunLimits(
                SECOND,
                LIMITS.wall(),
                65,
                new RunLimits.Bytes(64 << 20, 1 << 20, 1 << 16, 1 << 26)),
            new RunLimits(
                SECOND,
                LIMITS.wall(),
                64,
                new RunLimits.Bytes(64 << 20, 1 << 20, 1 << 16, 2 << 26)))) {
      names.add(name(run(command, environment, "1", limits)));
    }

    assertThat(names).doesNotHaveDuplicates();
    assertThat(name(run(command, environment, "1", LIMITS))).isEqualTo(names.get(0));
  }

  private static Submission submission(List<String> options, Checker checker, String... files) {
    var sources = new ArrayList<SourceFile>();
    for (int i = 0; i < files.length; i += 2) {
      sources.add(new SourceFile(files[i], bytes(files[i + 1])));
    }
    return new Submission(
        new Submission.Source("cpp", Optional.empty(), sources, options),
        List.of(new TestCase(new byte[0], Optional.empty(), List.of())),
        new Limits(SECOND, SECOND, 64 << 20),
        new Submission.Judging(checker, false),
        new Submission.Handling(Encoding.UTF8, 5, true),
        List.of());
  }

  private String name(Submission submission, String worker) {
    var language = languages.find("cpp").orElseThrow();
    return CacheKeys.program(language, submission, "native", "g++ 12", worker);
  }

  private String name(List<String> options, String... files) {
    return name(submission(options, new Checker.Lines(), files), "one");
  }

  @Test
  void eachPartOfAProgramCounts() {
    var submission = submission(List.of(), new Checker.Lines(), "main.cpp", "x");
    var cpp = languages.find("cpp").orElseThrow();
    var c = languages.find("c").orElseThrow();
    assertThat(
            List.of(
                name(List.of(), "main.cpp", "x"),
                name(List.of(), "main.cpp", "y"),
                name(List.of(), "main.cp", "px"),
                name(List.of(), "main.cpp", "x", "data.txt", ""),
                name(List.of(), "main.cpp", "x", "data.txt", "1"),
                name(List.of(), "data.txt", "1", "main.cpp", "x"),
                name(List.of("-O3"), "main.cpp", "x"),
                name(List.of("-O3", "-g"), "main.cpp", "x"),
                name(List.of("-g", "-O3"), "main.cpp", "x"),
                CacheKeys.program(c, submission, "native", "g++ 12", "one"),
                CacheKeys.program(cpp, submission, "docker", "g++ 12", "one"),
                CacheKeys.program(cpp, submission, "native", "g++ 13", "one")))
        .doesNotHaveDuplicates();
  }

  @Test
  void howItIsJudgedDoesNotCount() {
    var lines = submission(List.of(), new Checker.Lines(), "main.cpp", "x");
    var exact = submission(List.of(), new Checker.Exact(), "main.cpp", "x");

    assertThat(name(exact, "one")).isEqualTo(name(lines, "one"));
  }

  @Test
  void programsMadeForThisMachineStayHere() {
    var here = submission(List.of("-march=native"), new Checker.Lines(), "main.cpp", "x");
    var anywhere = submission(List.of("-O3"), new Checker.Lines(), "main.cpp", "x");

    assertThat(name(here, "two")).isNotEqualTo(name(here, "one"));
    assertThat(name(anywhere, "two")).isEqualTo(name(anywhere, "one"));
  }
}
