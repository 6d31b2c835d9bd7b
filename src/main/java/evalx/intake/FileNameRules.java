package evalx.intake;

import evalx.format.Findings;
import evalx.submission.Checker;
import evalx.submission.FileNames;
import evalx.submission.SourceFile;
import evalx.submission.Submission;
import evalx.submission.TestCase;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which files may stand for the stdin and stdout of a program. */
final class FileNameRules {
  private static final String INPUT = "input_file_name";
  private static final String OUTPUT = "output_file_name";

  private final Findings findings;
  private final FileNames ofAll;
  private final Set<String> taken;

  FileNameRules(Findings findings, Submission.Source source) {
    this.findings = findings;
    this.ofAll = source.stages().streams().fileNames();
    this.taken =
        source.files().stream()
            .map(SourceFile::name)
            .flatMap(name -> Stream.concat(Stream.of(name), FileName.folders(name)))
            .collect(Collectors.toSet());
  }

  void check(List<TestCase> cases, Checker checker) {
    check("", ofAll, ofAll, checker);
    for (int i = 0; i < cases.size(); i++) {
      var own = cases.get(i).terms().fileNames();
      if (own.areThere()) {
        check("test_cases[" + i + "].", own, own.over(ofAll), checker);
      }
    }
  }

  private void check(String path, FileNames own, FileNames all, Checker checker) {
    check(path + INPUT, own.input());
    check(path + OUTPUT, own.output());
    if (own.areThere() && checker instanceof Checker.Interactive) {
      findings.error(
          path + (own.input().isPresent() ? INPUT : OUTPUT),
          "cannot be combined with an interactive checker");
    } else if (all.input().isPresent() && all.input().equals(all.output())) {
      findings.error(path + OUTPUT, "must differ from " + INPUT);
    }
  }

  private void check(String field, Optional<String> name) {
    var fault = name.flatMap(this::fault);
    fault.ifPresent(why -> findings.error(field, why));
  }

  private Optional<String> fault(String name) {
    if (name.indexOf('/') >= 0) {
      return Optional.of("must be in no folder");
    }
    return taken.contains(name)
        ? Optional.of("is already used by a file of the program, or by its folder")
        : FileName.fault(name);
  }
}
