package evalx.format;

import evalx.submission.Encoding;
import evalx.submission.FileId;
import evalx.submission.FileNames;
import evalx.submission.Group;
import evalx.submission.Streams;
import evalx.submission.Submission;
import evalx.submission.TestCase;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the JSON of {@code POST /submissions} and of {@code POST /execute}. */
public final class SubmissionReader {
  private static final byte[] NOTHING = {};
  private static final String SCORINGS = String.join(", ", Group.Scoring.labels());
  private static final List<String> OF_RUNS =
      List.of("stdin", "expected_output", "stdin_file", "expected_output_file", "args", "runs");

  private SubmissionReader() {}

  /**
   * Reads a submission as a client sent it. What cannot be read is noted in the request.
   *
   * @throws NotJson when it is not JSON
   */
  public static SubmissionRequest read(byte[] json, UnknownMembers unknown) {
    return Members.request(Json.parse(json), unknown, SubmissionReader::request);
  }

  /**
   * Reads a program with one input: the members of a test case stand beside those of the program.
   * What cannot be read is noted in the request.
   *
   * @throws NotJson when it is not JSON
   */
  public static SubmissionRequest readSingle(byte[] json) {
    return Members.request(Json.parse(json), UnknownMembers.REFUSE, SubmissionReader::single);
  }

  static SubmissionRequest single(Members members) {
    return single(members, Optional.empty());
  }

  /**
   * @param first the request whose program and encoding count; empty where it is this one
   */
  static SubmissionRequest single(Members members, Optional<SubmissionRequest> first) {
    var encoding = members.encoding("encoding");
    var inherited =
        encoding.or(() -> first.flatMap(one -> one.handling().encoding())).orElse(Encoding.UTF8);
    var program = program(members, inherited);
    return new SubmissionRequest(
        program,
        inputs(members, inherited, first.map(SubmissionRequest::program).orElse(program)),
        ReadLimits.ofRuns(members),
        new SubmissionRequest.Judging(
            members.object("checker", each -> checker(each, inherited)),
            Optional.empty(),
            List.of(),
            members.flag("hints")),
        new SubmissionRequest.Handling(
            encoding,
            members.integer("priority"),
            Optional.empty(),
            members.flag("cache"),
            members.flag("keep_output"),
            members.texts("output_files")),
        SubmissionRequest.Noticed.NOTHING);
  }

  /** The one test case of a program that is run; none of one that is only compiled. */
  private static List<TestCase> inputs(
      Members members, Encoding encoding, SubmissionRequest.Program program) {
    var runs =
        new TestCase.Terms(
            TestCase.OwnLimits.NONE, runs(members), Optional.empty(), Optional.empty());
    var testCase = testCase(members, encoding, runs);
    if (!program.stages().isCompileOnly()) {
      return List.of(testCase);
    }
    OF_RUNS.stream()
        .filter(members::has)
        .forEach(name -> members.error(name, "cannot be combined with a stage that runs nothing"));
    return List.of();
  }

  /**
   * Reads a submission that was accepted, as {@link SubmissionWriter} wrote it: it is complete, and
   * no rule is applied again.
   *
   * @throws NotJson when it is not JSON
   * @throws InvalidSubmission when something is missing or has another form
   */
  public static Submission readAccepted(byte[] json) {
    var findings = new Findings();
    var request =
        Members.read(
            Json.parse(json),
            findings,
            UnknownMembers.WARN,
            members -> {
              members.texts("warnings").forEach(findings::warn);
              return request(members);
            });
    findings.refuseErrors();
    return AcceptedSubmission.of(request, findings);
  }

  static SubmissionRequest request(Members members) {
    var encoding = members.encoding("encoding");
    var inherited = encoding.orElse(Encoding.UTF8);
    return new SubmissionRequest(
        program(members, inherited),
        members
            .elements("test_cases", each -> testCase(each, inherited, terms(each)))
            .orElse(List.of()),
        ReadLimits.ofRuns(members),
        new SubmissionRequest.Judging(
            members.object("checker", each -> checker(each, inherited)),
            members.flag("stop_on_failure"),
            members.elements("groups", SubmissionReader::group).orElse(List.of()),
            members.flag("hints")),
        new SubmissionRequest.Handling(
            encoding,
            members.integer("priority"),
            members.text("webhook_url").map(SubmissionRequest.Webhook::of),
            members.flag("cache"),
            members.flag("keep_output"),
            members.texts("output_files")),
        SubmissionRequest.Noticed.NOTHING);
  }

  private static SubmissionRequest.Program program(Members members, Encoding encoding) {
    var stages =
        new SubmissionRequest.Stages(
            members.text("stage"),
            members.textsByName("env"),
            members.object("compile", ReadLimits::ofCommand).orElse(ReadLimits.NONE),
            members.text("main_class"),
            streams(members));
    return program(members, encoding, stages);
  }

  /** A program that goes through its stages as usual. */
  private static SubmissionRequest.Program plainProgram(Members members, Encoding encoding) {
    var stages =
        new SubmissionRequest.Stages(
            Optional.empty(), Map.of(), ReadLimits.NONE, members.text("main_class"), Streams.PLAIN);
    return program(members, encoding, stages);
  }

  private static Streams streams(Members members) {
    return new Streams(fileNames(members), members.flag("stderr_to_stdout").orElse(false));
  }

  private static FileNames fileNames(Members members) {
    return new FileNames(members.text("input_file_name"), members.text("output_file_name"));
  }

  private static SubmissionRequest.Program program(
      Members members, Encoding encoding, SubmissionRequest.Stages stages) {
    return new SubmissionRequest.Program(
        members.text("language"),
        members.text("version"),
        members.bytes("code", encoding),
        members.elements("files", each -> file(each, encoding)),
        members.texts("compiler_options"),
        stages);
  }

  private static SubmissionRequest.GivenFile file(Members members, Encoding inherited) {
    var encoding = members.encoding("encoding").orElse(inherited);
    var name = members.required("name");
    var file = fileOrContent(members, "file", "content");
    if (file.isEmpty()) {
      members.required("content");
    }
    return new SubmissionRequest.GivenFile(
        name,
        members.bytes("content", encoding).orElse(NOTHING),
        members
            .parsed(
                "role", SubmissionRequest.Role::labelled, "must be source, stub, header or data")
            .orElse(SubmissionRequest.Role.SOURCE),
        file);
  }

  private static TestCase testCase(Members members, Encoding inherited, TestCase.Terms terms) {
    var encoding = members.encoding("encoding").orElse(inherited);
    return new TestCase(
        members.bytes("stdin", encoding).orElse(NOTHING),
        members.bytes("expected_output", encoding),
        members.texts("args"),
        terms,
        dataFiles(members));
  }

  private static TestCase.DataFiles dataFiles(Members members) {
    return new TestCase.DataFiles(
        fileOrContent(members, "stdin_file", "stdin"),
        fileOrContent(members, "expected_output_file", "expected_output"));
  }

  private static Optional<FileId> fileOrContent(Members members, String file, String content) {
    var id = members.file(file);
    if (id.isPresent() && members.has(content)) {
      members.error(file, "cannot be combined with " + content);
    }
    return id;
  }

  private static TestCase.Terms terms(Members members) {
    return new TestCase.Terms(
        new TestCase.OwnLimits(
            members.number("timeout").map(ReadLimits::duration),
            members.number("wall_timeout").map(ReadLimits::duration),
            ReadLimits.memory(members)),
        runs(members),
        members.number("points"),
        members.text("group"),
        fileNames(members));
  }

  private static int runs(Members members) {
    return members.integer("runs").orElse(1);
  }

  private static Group group(Members members) {
    return new Group(
        members.required("name"),
        members.number("points"),
        members
            .parsed("score", Group.Scoring::labelled, "must be one of " + SCORINGS)
            .orElse(Group.Scoring.ALL),
        members.flag("stop").orElse(false));
  }

  private static SubmissionRequest.Check checker(Members members, Encoding inherited) {
    return new SubmissionRequest.Check(
        members.text("type"),
        new SubmissionRequest.Tolerance(
            members.number("tolerance"),
            members.number("absolute_tolerance"),
            members.number("relative_tolerance")),
        members.flag("ignore_case"),
        new SubmissionRequest.CheckProgram(
            members.object("program", each -> plainProgram(each, inherited)),
            members.text("interface"),
            members.texts("args"),
            ReadLimits.ofCommand(members)));
  }
}
