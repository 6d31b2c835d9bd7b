package evalx.dialect.sandboxfusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodeBlocksTest {
  private static String program(String completion, String language) {
    var known = KnownLanguage.find(language).orElseThrow();
    return CodeBlocks.program(completion.replace("$", "\n"), known).replace("\n", "$");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Here:$```python$a$b$```$and more            | python | a$b",
        "```bash$x$```$so$```py$a$```                | python | a",
        "```bash$x$```$so$```text$a$```              | python | x",
        "```C++$a$$$  ```$```cpp$b$```               | cpp    | a",
        "```cpp$s = \"```\";$```                     | cpp    | s = \"```\";",
        "```python$a$b                               | python | a$b",
        "```text$a$```$```python$b                   | python | a",
        "a text without a program                    | python | ''",
        "```python                                   | python | ''",
        "```python$```                               | python | ''",
        "echo 1$$echo 2                              | bash   | echo 1$$echo 2",
        "text ```js$a$```                            | nodejs | a"
      })
  void theFirstBlockInTheLanguageIsTheProgram(String completion, String language, String program) {
    assertThat(program(completion, language)).isEqualTo(program);
  }

  @Test
  void manyFencesThatAreNeverClosedAreReadOnce() {
    var line = "x" + "```y   ".repeat(300_000);
    var found = assertTimeout(Duration.ofSeconds(20), () -> program("```python$" + line, "python"));
    assertThat(found.equals(line)).isTrue();
  }
}
