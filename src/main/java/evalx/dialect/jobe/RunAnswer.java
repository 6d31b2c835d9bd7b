package evalx.dialect.jobe;

import static java.nio.charset.StandardCharsets.UTF_8;

import evalx.dialect.Answer;
import evalx.format.Json;
import evalx.submission.CaseResult;
import evalx.submission.FileId;
import evalx.submission.Output;
import evalx.submission.Result;
import evalx.submission.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.function.Function;

/** Writes what became of a run, which is 200 whatever it is. */
final class RunAnswer {
  private static final int COMPILATION_ERROR = 11;
  private static final int RUNTIME_ERROR = 12;
  private static final int TIME_LIMIT = 13;
  private static final int SUCCESS = 15;
  private static final int MEMORY_LIMIT = 17;
  private static final int ILLEGAL_SYSCALL = 19;
  private static final int INTERNAL_ERROR = 20;
  private static final int OVERLOAD = 21;

  private RunAnswer() {}

  /** What a program and its compiler printed. */
  private record Printed(String compiler, String stdout, String stderr) {}

  /**
   * The answer to a request whose submission has ended.
   *
   * @param files opens outputs that its result does not show whole
   */
  static Answer of(RunSpec spec, Result result, Function<FileId, InputStream> files) {
    var id = result.id().toString();
    var compiler = result.compiled().output();
    var fails = spec.language().entry().fails();
    if (result.verdict() == Verdict.COMPILATION_ERROR) {
      var said = compiler.isEmpty() ? result.remarks().message().orElse("") : compiler;
      return fails == KnownLanguages.Fails.RUN
          ? answer(id, RUNTIME_ERROR, new Printed("", "", said))
          : compilationError(id, said);
    }
    if (result.cases().isEmpty()) {
      var message = result.remarks().message().orElse(result.verdict().label());
      return answer(id, INTERNAL_ERROR, new Printed("", "", message));
    }
    if (fails == KnownLanguages.Fails.OUTPUT && !compiler.isEmpty()) {
      return compilationError(id, compiler);
    }
    var run = result.cases().get(0);
    var stdout = text(bytes(run.stdout(), spec.maxOutput(), files));
    return answer(id, outcome(run), new Printed("", stdout, stderr(run)));
  }

  /** A program that was refused by its compiler, or would be. */
  static Answer compilationError(String id, String output) {
    return answer(id, COMPILATION_ERROR, new Printed(output, "", ""));
  }

  /** The server has no place for a run. */
  static Answer overload() {
    return answer("0", OVERLOAD, new Printed("", "", ""));
  }

  private static Answer answer(String id, int outcome, Printed printed) {
    var json = Json.MAPPER.createObjectNode().put("run_id", id).put("outcome", outcome);
    json.put("cmpinfo", printed.compiler()).put("stdout", printed.stdout());
    return Answer.json(200, json.put("stderr", printed.stderr()));
  }

  private static int outcome(CaseResult run) {
    return switch (run.verdict()) {
      case ACCEPTED, WRONG_ANSWER, NON_ZERO_EXIT ->
          run.stderr().bytes().length == 0 ? SUCCESS : RUNTIME_ERROR;
      case TIME_LIMIT_EXCEEDED, OUTPUT_LIMIT_EXCEEDED -> TIME_LIMIT;
      case MEMORY_LIMIT_EXCEEDED -> MEMORY_LIMIT;
      case SEGMENTATION_FAULT, FILE_SIZE_EXCEEDED, ARITHMETIC_ERROR, ABORTED, OTHER_RUNTIME_ERROR ->
          run.exit().signal().filter("SIGSYS"::equals).isPresent()
              ? ILLEGAL_SYSCALL
              : RUNTIME_ERROR;
      case COMPILATION_ERROR,
          SKIPPED,
          CANCELLED,
          EXPIRED,
          REJECTED,
          CHECKER_ERROR,
          INTERNAL_ERROR ->
          INTERNAL_ERROR;
    };
  }

  /** Of a program that a signal ended, what a shell would say of it. */
  private static String stderr(CaseResult run) {
    if (outcome(run) == TIME_LIMIT) {
      return "";
    }
    var stderr = text(run.stderr().bytes());
    return run.exit().signal().isPresent() && stderr.isEmpty()
        ? "The program was ended by " + run.exit().signal().get() + "\n"
        : stderr;
  }

  private static byte[] bytes(Output output, int max, Function<FileId, InputStream> files) {
    if (output.file().isEmpty()) {
      return output.bytes();
    }
    try (InputStream in = files.apply(output.file().get())) {
      return in.readNBytes(max);
    } catch (IOException e) {
      throw new UncheckedIOException("an output cannot be read", e);
    }
  }

  /** UTF-8 as it is; else all bytes that are no printable ASCII by their numbers. */
  static String text(byte[] bytes) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      var text = new StringBuilder(bytes.length);
      for (byte b : bytes) {
        var plain = b == '\n' || b == '\r' || b == '\t' || (b >= ' ' && b < 0x7f);
        text.append(plain ? String.valueOf((char) b) : "\\x%02x".formatted(b & 0xff));
      }
      return text.toString();
    }
  }
}
