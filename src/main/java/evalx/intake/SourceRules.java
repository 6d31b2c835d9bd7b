package evalx.intake;

import evalx.format.Findings;
import evalx.format.SubmissionRequest;
import evalx.language.Language;
import evalx.submission.SourceFile;
import evalx.submission.Submission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a program may be. */
final class SourceRules {
  private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z][0-9A-Za-z.+-]{0,31}");
  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}");
  private static final int MAX_FILES = 20;

  private final Findings findings;

  SourceRules(Findings findings) {
    this.findings = findings;
  }

  Submission.Source check(SubmissionRequest.Program program, Language language) {
    return new Submission.Source(
        language.id(),
        version(program.version()),
        files(program, language),
        compilerOptions(program.compilerOptions(), language),
        new StageRules(findings).check(program.stages()));
  }

  private Optional<String> version(Optional<String> version) {
    if (version.isPresent() && !VERSION.matcher(version.get()).matches()) {
      findings.error("version", "must look like 12 or 12.2.0");
    }
    return version;
  }

  private List<SourceFile> files(SubmissionRequest.Program program, Language language) {
    var code = program.code().map(content -> List.of(new SourceFile(language.file(), content)));
    if (program.files().isEmpty()) {
      if (code.isEmpty()) {
        findings.error("code", "is required");
      }
      return code.orElse(List.of());
    }
    var given = program.files().get();
    if (code.isPresent()
        && (given.isEmpty() || !ofRole(SubmissionRequest.Role.SOURCE, given).isEmpty())) {
      findings.error("code", "cannot be combined with files, other than those of another role");
    }
    checkFiles(given, code.isPresent() ? Set.of(language.file()) : Set.of());
    return inOrder(given, code.orElse(List.of()));
  }

  /** The stub is what is run, so it is the main file. */
  private static List<SourceFile> inOrder(
      List<SubmissionRequest.GivenFile> given, List<SourceFile> code) {
    var files = new ArrayList<SourceFile>(ofRole(SubmissionRequest.Role.STUB, given));
    files.addAll(code);
    files.addAll(ofRole(SubmissionRequest.Role.SOURCE, given));
    files.addAll(ofRole(SubmissionRequest.Role.HEADER, given));
    return files;
  }

  private static List<SourceFile> ofRole(
      SubmissionRequest.Role role, List<SubmissionRequest.GivenFile> files) {
    return files.stream()
        .filter(file -> file.role() == role)
        .map(file -> new SourceFile(file.name(), file.content()))
        .toList();
  }

  private void checkFiles(List<SubmissionRequest.GivenFile> files, Set<String> taken) {
    if (files.isEmpty()) {
      findings.error("files", "must have at least one element");
    } else if (files.size() > MAX_FILES) {
      findings.error("files", "must have at most " + MAX_FILES + " elements");
    } else {
      checkNames(files, taken);
      checkRoles(files, taken);
    }
  }

  private void checkRoles(List<SubmissionRequest.GivenFile> files, Set<String> taken) {
    if (ofRole(SubmissionRequest.Role.STUB, files).size() > 1) {
      findings.error("files", "must have at most one stub");
    }
    if (taken.isEmpty()
        && files.stream().allMatch(file -> file.role() == SubmissionRequest.Role.HEADER)) {
      findings.error("files", "must have a file that is no header");
    }
  }

  private void checkNames(List<SubmissionRequest.GivenFile> files, Set<String> taken) {
    var names = new HashSet<String>(taken);
    for (int i = 0; i < files.size(); i++) {
      var name = files.get(i).name();
      var field = "files[" + i + "].name";
      if (!FILE_NAME.matcher(name).matches()) {
        findings.error(field, "must be 1 to 64 letters, digits, '_', '-' and '.', no folders");
      } else if (!names.add(name)) {
        findings.error(field, "is already used by another file");
      }
    }
  }

  private List<String> compilerOptions(List<String> options, Language language) {
    if (!options.isEmpty() && !language.takesOptions()) {
      findings.warn("compiler_options mean nothing for " + language.name() + " and are ignored");
      return List.of();
    }
    new WordRules(findings).check("compiler_options", options);
    for (int i = 0; i < options.size(); i++) {
      if (!options.get(i).startsWith("-")) {
        findings.error("compiler_options[" + i + "]", "must begin with '-'");
      }
    }
    return options;
  }
}
