package evalx.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
  @Test
  void noWordsMeanAllInThreeRounds() {
    var options = Options.parse();
    assertThat(options.what()).isEqualTo("all");
    assertThat(options.rounds()).isEqualTo(3);
    assertThat(options.submissions()).isEqualTo(1000);
    assertThat(options.tests()).isEqualTo(20);
    assertThat(options.languages())
        .containsExactly("cpp", "python", "python-numpy", "javascript", "java");
    assertThat(options.strict()).isFalse();
    assertThat(options.startUpMillis()).isEmpty();
  }

  @Test
  void wordsAreRead() {
    var options =
        Options.parse(
            "batch --url http://other:1 --rounds 5 --language cpp,bash --json f --parts --strict --start-up-millis 9250"
                .split(" "));
    assertThat(options.what()).isEqualTo("batch");
    assertThat(options.url()).isEqualTo(URI.create("http://other:1"));
    assertThat(options.rounds()).isEqualTo(5);
    assertThat(options.languages()).containsExactly("cpp", "bash");
    assertThat(options.json()).contains(Path.of("f"));
    assertThat(options.startUpMillis()).hasValue(9250);
    assertThat(options.costs()).isTrue();
    assertThat(options.strict()).isTrue();
  }

  @Test
  void numpyIsUsedByProgramsInPython() {
    assertThat(Options.parse("batch", "--numpy", "--language", "python,cpp").languages())
        .containsExactly("python-numpy", "cpp");
    assertThat(Options.parse("--numpy").languages())
        .containsExactly("cpp", "python-numpy", "javascript", "java");
  }

  @Test
  void everyMeasureHasAName() {
    assertThat(Options.MEASURES)
        .containsExactlyInAnyOrder(
            Stream.concat(Stream.of("all"), Bench.MEASURES.keySet().stream())
                .toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "everything, Unknown argument: everything",
    "--rounds 0, --rounds must be a whole number from 1 to 100",
    "--rounds 101, not '101'",
    "--submissions many, not 'many'",
    "--json, --json needs a value",
    "--language cobol, There is no program in cobol",
  })
  void aWrongWordIsNamed(String words, String sentence) {
    assertThatThrownBy(() -> Options.parse(words.split(" ")))
        .isInstanceOf(BenchFailure.class)
        .hasMessageContaining(sentence);
  }
}
