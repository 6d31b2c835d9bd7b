package evalx.api;

import evalx.format.ViewWriter;
import evalx.queue.DeadLetter;
import evalx.queue.DeadLetterQueue;
import evalx.queue.Position;
import evalx.queue.QueuePage;
import evalx.submission.Priority;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A dead letter as operators see it. */
record LetterView(
    String id,
    String token,
    Optional<String> language,
    String queue,
    String reason,
    Optional<String> detail,
    OptionalInt attempts,
    Instant diedAt,
    String caller,
    int priority,
    int size) {
  static LetterView of(DeadLetter letter) {
    var death = letter.death();
    return new LetterView(
        letter.id(),
        letter.token().toString(),
        letter.language(),
        letter.queue(),
        death.reason(),
        death.detail(),
        death.attempts(),
        death.at(),
        letter.caller(),
        Priority.ofLevel(letter.level()),
        letter.size());
  }

  private record Page(List<LetterView> letters, Optional<String> next) {}

  /** A page of letters, as JSON. */
  static byte[] page(QueuePage<DeadLetter> page) {
    var shown = page.items().stream().map(LetterView::of).toList();
    return ViewWriter.write(new Page(shown, page.next().map(Position::text)));
  }

  /** A letter with its body, as JSON. */
  static byte[] whole(DeadLetterQueue.Whole whole) {
    var json = ViewWriter.tree(of(whole.letter()));
    var body = whole.job().body().bytes();
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      json.put("body", text).put("body_encoding", "utf8");
    } catch (CharacterCodingException e) {
      json.put("body", Base64.getEncoder().encodeToString(body)).put("body_encoding", "base64");
    }
    return ViewWriter.write(json);
  }
}
