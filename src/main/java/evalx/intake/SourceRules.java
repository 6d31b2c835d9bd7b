package evalx.intake;

import evalx.format.Findings;
import evalx.format.SubmissionRequest;
import evalx.language.Language;
import evalx.submission.SourceFile;
import evalx.submission.Submission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a program may be. */
final class SourceRules {
  private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z][0-9A-Za-z.+-]{0,31}");
  private static final int MAX_FILES = 100;

  /** Of files that are no program by themselves. */
  private static final Set<SubmissionRequest.Role> BESIDE =
      EnumSet.of(SubmissionRequest.Role.HEADER, SubmissionRequest.Role.DATA);

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
        new StageRules(findings).check(program.stages(), language));
  }

  private Optional<String> version(Optional<String> version) {
    if (version.isPresent() && !VERSION.matcher(version.get()).matches()) {
      findings.error("version", "must look like 12 or 12.2.0");
    }
    return version;
  }

  private List<SourceFile> files(SubmissionRequest.Program program, Language language) {
    return namedFiles(program, language).stream()
        .map(file -> language.isSource(file) ? language.readable(file) : file)
        .toList();
  }

  private List<SourceFile> namedFiles(SubmissionRequest.Program program, Language language) {
    var code =
        program.code().map(content -> List.of(new SourceFile(language.fileFor(content), content)));
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
    var taken = code.map(files -> Set.of(files.get(0).name())).orElse(Set.of());
    checkFiles(given, taken);
    return inOrder(given, code.orElse(List.of()));
  }

  /** The stub is what is run, so it is the main file. */
  private static List<SourceFile> inOrder(
      List<SubmissionRequest.GivenFile> given, List<SourceFile> code) {
    var files = new ArrayList<SourceFile>(ofRole(SubmissionRequest.Role.STUB, given));
    files.addAll(code);
    files.addAll(ofRole(SubmissionRequest.Role.SOURCE, given));
    files.addAll(ofRole(SubmissionRequest.Role.HEADER, given));
    ofRole(SubmissionRequest.Role.DATA, given).stream().map(SourceFile::asData).forEach(files::add);
    return files;
  }

  private static List<SourceFile> ofRole(
      SubmissionRequest.Role role, List<SubmissionRequest.GivenFile> files) {
    return files.stream()
        .filter(file -> file.role() == role)
        .map(file -> new SourceFile(file.name(), file.content(), file.file()))
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
    if (taken.isEmpty() && files.stream().allMatch(file -> BESIDE.contains(file.role()))) {
      findings.error("files", "must have a file that is no header and no data");
    }
  }

  private void checkNames(List<SubmissionRequest.GivenFile> files, Set<String> taken) {
    var names = new HashSet<String>(taken);
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

  private void refuseFilesThatAreFolders(
      List<SubmissionRequest.GivenFile> files, Set<String> names) {
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
