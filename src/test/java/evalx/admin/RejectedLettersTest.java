package evalx.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import evalx.queue.DeadLetter;
import evalx.queue.DeadLetterQueue.Filter;
import evalx.queue.DeadLetters;
import evalx.queue.Messages;
import evalx.submission.SubmissionId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RejectedLettersTest {
  private static final int MAX_SHOWN = 8 << 10;

  @TempDir static Path folder;
  private static Office office;

  private final RejectedLetters rejected = new RejectedLetters(office.rejected);

  @BeforeAll
  static void open() {
    office = new Office(folder);
  }

  @AfterAll
  static void close() {
    office.close();
  }

  @BeforeEach
  void clear() {
    office.clear();
  }

  private static SubmissionId reject(String body) {
    var id = SubmissionId.random();
    new DeadLetters(office.broker.sender).show(Messages.of(id, body), "it is not JSON");
    return id;
  }

  private List<DeadLetter> all(Filter filter) {
    return rejected.page(filter, Optional.empty(), 10).items();
  }

  @Test
  void whatAProducerDidWrongIsShownWithTheMessage() {
    var id = reject("echo 1");

    var letter = all(Filter.ALL).get(0);

    assertThat(letter.token()).isEqualTo(id);
    assertThat(letter.language()).contains("python");
    assertThat(letter.caller()).isEqualTo(Messages.CALLER.key());
    assertThat(letter.death().reason()).isEqualTo("it is not JSON");
    assertThat(letter.death().attempts()).isEmpty();
    assertThat(text(letter)).isEqualTo("echo 1");
  }

  private String text(DeadLetter letter) {
    return new String(rejected.find(letter.id()).job().body().bytes(), StandardCharsets.UTF_8);
  }

  @Test
  void theyComeByPagesAndByToken() {
    reject("1");
    var second = reject("2");
    reject("3");

    var page = rejected.page(Filter.ALL, Optional.empty(), 2);

    assertThat(page.items()).hasSize(2);
    assertThat(rejected.page(Filter.ALL, page.next(), 2).items()).hasSize(1);
    assertThat(all(new Filter(Optional.empty(), Optional.of(second))))
        .extracting(DeadLetter::token)
        .containsExactly(second);
    assertThat(all(new Filter(Optional.of("bash"), Optional.empty()))).isEmpty();
  }

  @Test
  void theBeginningOfALongTextEndsWithAWholeCharacter() {
    reject("x" + "\u20ac".repeat(MAX_SHOWN));

    var text = text(all(Filter.ALL).get(0));

    assertThat(text).matches("x\u20ac+").hasSize(1 + (MAX_SHOWN - 1) / 3);
  }

  @Test
  void whatIsNotThereIsNotFound() {
    for (var id : List.of("none", "", "a b", "x'y")) {
      assertThatThrownBy(() -> rejected.find(id)).as(id).isInstanceOf(NotFound.class);
    }
  }
}
