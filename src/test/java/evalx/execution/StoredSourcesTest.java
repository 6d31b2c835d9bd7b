package evalx.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.files.FileMissing;
import evalx.files.FilesIn;
import evalx.language.Command;
import evalx.language.Languages;
import evalx.submission.CheckerProgram;
import evalx.submission.FileId;
import evalx.submission.Job;
import evalx.submission.Limits;
import evalx.submission.SourceFile;
import evalx.submission.Submission;
import evalx.submission.SubmissionId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredSourcesTest {
  private static final Limits LIMITS =
      new Limits(Duration.ofSeconds(1), Duration.ofSeconds(3), 64 << 20);
  private static final Submission PLAIN = RunSubmissionSetup.submission(false);

  @TempDir private Path folder;

  private final Languages languages = new Languages();

  private static SourceFile sent(String name, String code) {
    return new SourceFile(name, code.getBytes(StandardCharsets.UTF_8));
  }

  private SourceFile stored(String name, String code) throws IOException {
    return new SourceFile(name, new byte[0], Optional.of(FilesIn.add(folder, code)));
  }

  private Submission.Source read(String language, SourceFile... files) {
    var source =
        new Submission.Source(language, Optional.empty(), List.of(files), List.of("-Wall"));
    var submission =
        new Submission(
            source, List.of(), LIMITS, PLAIN.judging(), PLAIN.handling(), PLAIN.warnings());
    var job = new Job(SubmissionId.random(), submission, Instant.now(), 1);
    var read = sources().read(job).submission().source();

    var checker = new CheckerProgram(source, CheckerProgram.Interface.ICPC, List.of("x"), LIMITS);
    assertThat(sources().read(checker).source().compilerOptions()).containsExactly("-Wall");
    assertThat(sources().read(checker).source().files())
        .usingRecursiveFieldByFieldElementComparator()
        .isEqualTo(read.files());
    return read;
  }

  private StoredSources sources() {
    return new StoredSources(languages, FilesIn.folder(folder));
  }

  private Command command(Submission.Source source) {
    return new Command(languages.find(source.language()).orElseThrow(), source, 256 << 20);
  }

  @Test
  void aStoredModuleIsCompiledBeforeWhatUsesIt() throws IOException {
    var read =
        read(
            "fortran",
            sent("main.f90", "program p\n use sums\nend program\n"),
            stored("sums.f90", "module sums\nend module\n"));
    assertThat(command(read).of(List.of("{files}")))
        .containsExactly("/app/sums.f90", "/app/main.f90");
  }

  @Test
  void theMainClassAndWhatNeedsTheWholeRuntimeAreFoundInStoredFiles() throws IOException {
    var read =
        read(
            "java",
            sent("Util.java", "class Util {}"),
            stored(
                "App.java", "\uFEFFclass App { java.util.logging.Level level; void main() {} }"));
    assertThat(command(read).of(List.of("{class}", "{runtime}")))
        .startsWith("App")
        .doesNotContain("/usr/bin/env");
  }

  @Test
  void whatNobodyLooksIntoStaysInTheStore() throws IOException {
    var header = stored("testlib.h", "#define TESTLIB");
    var data = stored("data.txt", "class Data { void main() {} }");
    var part = stored("Part.java", "class Part { void main() {} }").asData();
    assertThat(read("cpp", sent("main.cpp", ""), header).files()).contains(header);
    assertThat(read("java", sent("Main.java", ""), data, part).files()).contains(data, part);
  }

  @Test
  void noMoreIsReadThanARequestMayHold() throws IOException {
    var half = " ".repeat(StoredSources.MAX_BYTES / 2);
    var first = stored("A.java", half);
    var large = stored("B.java", half + " ");
    var last = stored("C.java", half.substring(0, half.length() - 4) + "   ");
    var read = read("java", sent("Main.java", "class Main {}"), first, large, last);

    assertThat(read.files()).filteredOn(file -> file.file().isPresent()).containsExactly(large);
    assertThat(command(read).of(List.of("{runtime}"))).doesNotContain("/usr/bin/env");
  }

  @Test
  void aFileThatIsGoneIsMissing() {
    var gone = new SourceFile("A.java", new byte[0], Optional.of(new FileId("0".repeat(64))));
    assertThatThrownBy(() -> read("java", sent("Main.java", ""), gone))
        .isInstanceOf(FileMissing.class);
  }
}
