package evalx.compilation;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.language.Languages;
import evalx.sandbox.Ending;
import evalx.sandbox.RunReport;
import org.junit.jupiter.api.Test;

class CompilerReportTest {
  private static CompilerReport report(RunReport run) {
    return new CompilerReport(new Languages().find("cpp").orElseThrow(), run);
  }

  /** The sandbox makes no program of too much. */
  @Test
  void aCompilerThatSucceedsAndLeavesTooMuchIsNotSaidToFindErrors() {
    var rejected = report(FakeSandbox.ended(new Ending.Exited(0), "", "a warning")).rejected();

    assertThat(rejected.message())
        .isEqualTo(
            "the compiler left more than 64 MiB or 4096 files in its working folder, or one with"
                + " too long a path");
    assertThat(rejected.cause()).isEqualTo(Program.Cause.UNCLEAR);
    assertThat(rejected.compiled().output()).isEqualTo("a warning");
  }

  @Test
  void aCompilerThatFailsFindsErrors() {
    var rejected = report(FakeSandbox.ended(new Ending.Exited(1), "", "1: no")).rejected();

    assertThat(rejected.message()).isEqualTo("the program does not compile");
  }
}
