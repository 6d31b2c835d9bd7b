package evalx.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
  @Test
  void noTextMakesALineOfTheLogByItself() {
    assertThat(Printable.of("order\r\n12:00 SEVERE\u001b[2J")).isEqualTo("order??12:00 SEVERE?[2J");
  }

  @Test
  void longTextIsCut() {
    assertThat(Printable.of("x".repeat(200))).hasSize(200);
    assertThat(Printable.of("x".repeat(201))).endsWith("x...").hasSize(203);
  }
}
