package evalx.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import evalx.submission.CaseResult;
import evalx.submission.Encoding;
import evalx.submission.Exit;
import evalx.submission.FileId;
import evalx.submission.Hint;
import evalx.submission.Output;
import evalx.submission.Result;
import evalx.submission.SubmissionId;
import evalx.submission.Usage;
import evalx.submission.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads what {@link ResultWriter} wrote, without scores: what became of the outputs there is what
 * is read. Members that are not known here are passed over, because a newer node may have written
 * more.
 */
public final class ResultReader {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Map<String, Verdict> VERDICTS =
      Stream.of(Verdict.values()).collect(Collectors.toMap(Verdict::label, Function.identity()));

  private final Encoding encoding;

  private ResultReader(Encoding encoding) {
    this.encoding = encoding;
  }

  /**
   * Reads a result.
   *
   * @param encoding that its submission has
   * @throws UncheckedIOException when it is damaged
   */
  public static Result read(byte[] json, Encoding encoding) {
    try {
      return new ResultReader(encoding).result(JSON.readTree(json));
    } catch (IOException e) {
      throw new UncheckedIOException("a stored result is damaged", e);
    }
  }

  private Result result(JsonNode json) {
    var subject =
        new Result.Subject(
            json.path("language").asText(),
            text(json, "version"),
            encoding,
            json.path("total").asInt());
    var compiled =
        new Result.Compiled(
            RecordValues.time(json.path("compile_time")),
            new String(bytes(json, "compile_output"), UTF_8),
            json.path("compile_cached").asBoolean());
    return new Result(
        SubmissionId.parse(json.path("token").asText()).orElseThrow(),
        verdict(json),
        subject,
        compiled,
        cases(json.path("results")),
        new Result.Remarks(
            text(json, "message"), texts(json.path("warnings")), Optional.empty(), hints(json)),
        provenance(json));
  }

  private static Result.Provenance provenance(JsonNode json) {
    return new Result.Provenance(
        json.path("worker").asText(),
        text(json, "driver"),
        json.path("attempts").asInt(),
        new Result.Timeline(
            Instant.parse(json.path("queued_at").asText()),
            text(json, "started_at").map(Instant::parse),
            Instant.parse(json.path("finished_at").asText())));
  }

  private List<CaseResult> cases(JsonNode results) {
    var cases = new ArrayList<CaseResult>(results.size());
    results.forEach(result -> cases.add(testCase(result)));
    return cases;
  }

  private CaseResult testCase(JsonNode json) {
    return new CaseResult(
        verdict(json),
        output(json, "stdout"),
        output(json, "stderr"),
        RecordMembers.read(json, Exit.class),
        RecordMembers.read(json, Usage.class),
        RecordMembers.read(json, CaseResult.Notes.class));
  }

  private Output output(JsonNode json, String name) {
    return new Output(
        bytes(json, name),
        json.path(name + "_truncated").asBoolean(),
        text(json, name + "_file").flatMap(FileId::parse));
  }

  private byte[] bytes(JsonNode json, String name) {
    var text = json.path(name).asText();
    return encoding == Encoding.BASE64 ? Base64.getDecoder().decode(text) : text.getBytes(UTF_8);
  }

  private static Verdict verdict(JsonNode json) {
    var label = json.path("status").asText();
    return Optional.ofNullable(VERDICTS.get(label))
        .orElseThrow(() -> new IllegalStateException("unknown status: " + label));
  }

  private static List<Hint> hints(JsonNode json) {
    var hints = new ArrayList<Hint>();
    json.path("hints").forEach(hint -> hints.add(RecordMembers.read(hint, Hint.class)));
    return hints;
  }

  private static Optional<String> text(JsonNode json, String name) {
    return RecordValues.text(json.path(name));
  }

  private static List<String> texts(JsonNode list) {
    var texts = new ArrayList<String>(list.size());
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
