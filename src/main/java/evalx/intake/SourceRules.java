package evalx.intake;

import evalx.format.Findings;
import evalx.format.SubmissionRequest;
import evalx.language.Language;
import evalx.submission.SourceFile;
import evalx.submission.Submission;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a program may be. */
final class SourceRules {
  private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z][0-9A-Za-z.+-]{0,31}");
  private static final int MAX_FILES = 100;

  private final Findings findings;

  SourceRules(Findings findings) {
    this.findings = findings;
  }

  Submission.Source check(SubmissionRequest.Program program, Language language) {
    return new Submission.Source(
        language.id(),
        version(program.version()),
        files(program, language),
        compilerOptions(program.compilerOptions(), language));
  }

  private Optional<String> version(Optional<String> version) {
    if (version.isPresent() && !VERSION.matcher(version.get()).matches()) {
      findings.error("version", "must look like 12 or 12.2.0");
    }
    return version;
  }

  private List<SourceFile> files(SubmissionRequest.Program program, Language language) {
    var code =
        program.code().map(content -> List.of(new SourceFile(language.fileFor(content), content)));
    if (program.files().isEmpty()) {
      if (code.isEmpty()) {
        findings.error("code", "is required");
      }
      return code.orElse(List.of());
    }
    if (code.isPresent()) {
      findings.error("code", "cannot be combined with files");
    }
    checkFiles(program.files().get());
    return program.files().get();
  }

  private void checkFiles(List<SourceFile> files) {
    if (files.isEmpty()) {
      findings.error("files", "must have at least one element");
    } else if (files.size() > MAX_FILES) {
      findings.error("files", "must have at most " + MAX_FILES + " elements");
    } else {
      checkNames(files);
    }
  }

  private void checkNames(List<SourceFile> files) {
    var names = new HashSet<String>();
    for (int i = 0; i < files.size(); i++) {
      var name = files.get(i).name();
      var field = "files[" + i + "].name";
      var fault = FileName.fault(name);
      if (fault.isPresent()) {
        findings.error(field, fault.get());
      } else if (!names.add(name)) {
        findings.error(field, "is already used by another file");
      }
    }
    refuseFilesThatAreFolders(files, names);
  }

  private void refuseFilesThatAreFolders(List<SourceFile> files, Set<String> names) {
    for (int i = 0; i < files.size(); i++) {
      if (FileName.folders(files.get(i).name()).anyMatch(names::contains)) {
        findings.error("files[" + i + "].name", "is in a folder that is also a file");
      }
    }
  }

  private List<String> compilerOptions(List<String> options, Language language) {
    if (!options.isEmpty() && !language.takesOptions()) {
      findings.warn("compiler_options mean nothing for " + language.name() + " and are ignored");
      return List.of();
    }
    new WordRules(findings).check("compiler_options", options);
    // Some options are of two words, such as --release 17.
    var afterOption = false;
    for (int i = 0; i < options.size(); i++) {
      var isOption = options.get(i).startsWith("-");
      if (!isOption && !afterOption) {
        findings.error("compiler_options[" + i + "]", "must begin with '-', or follow such a word");
      }
      afterOption = isOption;
    }
    return options;
  }
}
