package evalx.dialect.judge0;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.format.Json;
import evalx.submission.Verdict;
import java.util.stream.Stream;

/** Judge0's statuses. */
enum Status {
  IN_QUEUE(1, "In Queue"),
  PROCESSING(2, "Processing"),
  ACCEPTED(3, "Accepted"),
  WRONG_ANSWER(4, "Wrong Answer"),
  TIME_LIMIT_EXCEEDED(5, "Time Limit Exceeded"),
  COMPILATION_ERROR(6, "Compilation Error"),
  SIGSEGV(7, "Runtime Error (SIGSEGV)"),
  SIGXFSZ(8, "Runtime Error (SIGXFSZ)"),
  SIGFPE(9, "Runtime Error (SIGFPE)"),
  SIGABRT(10, "Runtime Error (SIGABRT)"),
  NZEC(11, "Runtime Error (NZEC)"),
  OTHER(12, "Runtime Error (Other)"),
  INTERNAL_ERROR(13, "Internal Error"),
  EXEC_FORMAT_ERROR(14, "Exec Format Error");

  private final int id;
  private final String description;

  Status(int id, String description) {
    this.id = id;
    this.description = description;
  }

  int id() {
    return id;
  }

  String description() {
    return description;
  }

  ObjectNode json() {
    return Json.MAPPER.createObjectNode().put("id", id).put("description", description);
  }

  static ArrayNode list() {
    var list = Json.MAPPER.createArrayNode();
    for (Status status : values()) {
      list.add(status.json());
    }
    return list;
  }

  /** That of a verdict's label, or of the queue where there is none. */
  static Status of(String label) {
    return Stream.of(Verdict.values())
        .filter(verdict -> verdict.label().equals(label))
        .findFirst()
        .map(Status::of)
        .orElse(IN_QUEUE);
  }

  /** Judge0 has none for memory: a program dies of it by a signal of no name here. */
  static Status of(Verdict verdict) {
    return switch (verdict) {
      case ACCEPTED -> ACCEPTED;
      case WRONG_ANSWER -> WRONG_ANSWER;
      case TIME_LIMIT_EXCEEDED -> TIME_LIMIT_EXCEEDED;
      case COMPILATION_ERROR -> COMPILATION_ERROR;
      case SEGMENTATION_FAULT -> SIGSEGV;
      case OUTPUT_LIMIT_EXCEEDED, FILE_SIZE_EXCEEDED -> SIGXFSZ;
      case ARITHMETIC_ERROR -> SIGFPE;
      case ABORTED -> SIGABRT;
      case NON_ZERO_EXIT -> NZEC;
      case MEMORY_LIMIT_EXCEEDED, OTHER_RUNTIME_ERROR -> OTHER;
      case SKIPPED, CANCELLED, EXPIRED, REJECTED, CHECKER_ERROR, INTERNAL_ERROR -> INTERNAL_ERROR;
    };
  }
}
