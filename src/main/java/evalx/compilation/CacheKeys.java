package evalx.compilation;

import evalx.cache.CacheKey;
import evalx.cache.RunName;
import evalx.language.Command;
import evalx.language.Language;
import evalx.sandbox.Content;
import evalx.sandbox.RunRequest;
import evalx.submission.FileId;
import evalx.submission.SourceFile;
import evalx.submission.Submission;
import java.util.Map;
import java.util.TreeMap;

/** Names programs and runs by everything that can make a difference to them. */
public final class CacheKeys {
  private CacheKeys() {}

  /**
   * Names what becomes of a submission's sources.
   *
   * @param driver of the sandbox
   * @param build of the language
   * @param worker counts where an option means the machine at hand, such as -march=native
   */
  static String program(
      Language language, Submission submission, String driver, String build, String worker) {
    var command =
        new Command(language, submission.source(), Compiler.limits(submission).memoryBytes());
    var key =
        new CacheKey("program")
            .add(language.id())
            .add(driver)
            .add(build)
            .add(command.of(language.commands().compile()))
            .add(command.of(language.commands().check()))
            .add(submission.source().compilerOptions())
            .add(submission.source().stages().mainClass().orElse(""))
            .add(text(Command.environment(language)))
            .add(Compiler.limits(submission).toString())
            .add(
                submission.source().compilerOptions().stream().anyMatch(CacheKeys::isNative)
                    ? worker
                    : "")
            .add(Compiler.folder(submission, true).toString())
            .add(submission.source().files().size());
    for (SourceFile file : submission.source().files()) {
      var stored = file.file().map(FileId::sha256).orElse("");
      key.add(file.name()).add(file.content()).add(file.isData() ? stored + " data" : stored);
    }
    return key.name();
  }

  private static boolean isNative(String option) {
    return option.contains("native");
  }

  /** Names the outcome of a run. */
  public static RunName run(RunRequest request, String driver, String build) {
    var program = request.artifact().orElseThrow().sha256();
    var key =
        new CacheKey("run")
            .add(driver)
            .add(build)
            .add(program)
            .add(request.command())
            .add(text(request.environment()))
            .add(request.stdin())
            .add(request.largeStdin().map(Content::sha256).orElse(""))
            .add(request.limits().toString())
            .add(request.folder().toString());
    return new RunName(program, key.name());
  }

  private static String text(Map<String, String> environment) {
    return new TreeMap<>(environment).toString();
  }
}
