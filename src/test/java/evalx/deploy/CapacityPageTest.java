package evalx.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/capacity.md reckons follows from what it measured and assumes. */
class CapacityPageTest {
  private static final int CASES = 20;
  private static final Pattern PRICE = Pattern.compile("P = \\$([0-9.]+) for a vCPU");
  private static final Pattern COST =
      Pattern.compile(
          "\\| [^|]*\\(r = ([0-9]+)(?:, t = ([0-9.]+))?\\) \\| ([0-9.]+) \\| \\$([0-9.]+) \\|"
              + " \\$([0-9.]+) \\| \\$([0-9.]+) \\|");

  private static double number(MatchResult row, int group) {
    return row.group(group) == null ? 0 : Double.parseDouble(row.group(group));
  }

  @Test
  void costsFollowFromTheFormulaThePriceAndTheMeasuredRuns() throws IOException {
    var page = Files.readString(Path.of("docs/capacity.md"));
    var price =
        PRICE.matcher(page).results().findFirst().map(each -> number(each, 1)).orElseThrow();
    List<MatchResult> rows = COST.matcher(page).results().toList();

    assertThat(rows).hasSize(5);
    for (var row : rows) {
      var seconds = CASES * (1 / number(row, 1) + number(row, 2));
      assertThat(page).as("a measured figure").contains("| " + row.group(1) + "/s |");
      assertThat(number(row, 3)).isCloseTo(1000 * seconds / 3600, within(0.0006));
      assertThat(number(row, 4)).isCloseTo(1000 * seconds / 3600 * price, within(0.00006));
      assertThat(number(row, 5)).isCloseTo(10_000 / 60.0 * seconds * price, within(0.006));
      assertThat(number(row, 6)).isCloseTo(1_000_000 / 3600.0 * seconds * price, within(0.006));
    }
  }
}
