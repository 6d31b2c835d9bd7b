package evalx.dialect.sandboxfusion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.dialect.Answer;
import evalx.dialect.NoOutcome;
import evalx.format.Json;
import evalx.submission.Result;
import evalx.submission.Verdict;

/** Writes the answer to submit. */
final class SubmitAnswer {
  /** Characters of a text that an answer repeats, and those at both ends that it does. */
  private static final int MAX_TEXT = 1000;

  private static final String GAP = "...";
  private static final int END = (MAX_TEXT - GAP.length()) / 2;

  private SubmitAnswer() {}

  static Answer of(Submit asked, Result result) {
    var failed = result.verdict() == Verdict.COMPILATION_ERROR;
    if (NoOutcome.is(result)) {
      return Answer.json(500, "detail", RunCodeAnswer.reason(result));
    }
    var answer = Json.MAPPER.createObjectNode();
    answer.set("id", asked.id());
    var accepted = !failed && result.passed() == asked.tests().list().size();
    answer.put("accepted", accepted).put("extracted_code", asked.code());
    answer.putNull("full_code").putNull("test_code");
    var tests = answer.putArray("tests");
    for (int i = 0; i < asked.tests().list().size(); i++) {
      var passed = !failed && result.cases().get(i).verdict() == Verdict.ACCEPTED;
      var test = tests.addObject().put("passed", passed);
      test.set("exec_info", RunCodeAnswer.ofCase(asked.compiled(), result, i));
      test.set("test_info", info(asked.tests(), i, passed));
      if (!passed && !asked.tests().all()) {
        break;
      }
    }
    answer.putNull("extracted_type").putNull("extra");
    return Answer.json(200, answer);
  }

  /** A test that failed is repeated whole. */
  private static ObjectNode info(Submit.Tests tests, int index, boolean passed) {
    var test = tests.list().get(index);
    var isWhole = tests.full() || !passed;
    var info = Json.MAPPER.createObjectNode();
    for (String side : new String[] {"input", "output"}) {
      var streams = info.putObject(side);
      test.path(side)
          .properties()
          .forEach(
              stream ->
                  streams.put(
                      stream.getKey(),
                      isWhole ? stream.getValue().asText() : shortened(stream.getValue())));
    }
    return info;
  }

  private static String shortened(JsonNode stream) {
    var text = stream.asText();
    int length = text.codePointCount(0, text.length());
    return length <= MAX_TEXT
        ? text
        : text.substring(0, text.offsetByCodePoints(0, END))
            + GAP
            + text.substring(text.offsetByCodePoints(text.length(), -END));
  }
}
