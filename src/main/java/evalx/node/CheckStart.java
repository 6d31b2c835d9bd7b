package evalx.node;

import evalx.config.BadSetting;
import evalx.config.Settings;
import evalx.hint.HintRules;
import jakarta.enterprise.inject.Vetoed;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Reads the settings in the environment, and the entries of an operator's own in the folders that
 * they name, as a node does at its start, and ends with status 1 after saying what is wrong with
 * one. {@code ./evalx up} asks before it ends the node that runs.
 */
@Vetoed
public final class CheckStart {
  private CheckStart() {}

  public static void main(String[] arguments) {
    problem(System::getenv)
        .ifPresent(
            problem -> {
              System.err.println(problem);
              System.exit(1);
            });
  }

  /** Why a node with these settings would not start; empty where nothing is wrong with them. */
  static Optional<String> problem(UnaryOperator<String> lookup) {
    try {
      var settings = Settings.of(lookup);
      new ProduceLanguages().languages(settings);
      HintRules.of(settings.runs().hints().folder());
      return Optional.empty();
    } catch (BadSetting e) {
      return Optional.of("A setting cannot be used: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      return Optional.of("An entry of your own is wrong: " + e.getMessage());
    }
  }
}
