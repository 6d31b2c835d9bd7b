package evalx.config;

/** How programs are run, within which limits, and what is said of them. */
public record RunSettings(
    SandboxSettings sandboxes, JobSettings jobs, LanguageSettings languages, HintSettings hints) {
  static RunSettings read(SettingsReader reader, HistorySettings history) {
    var sandboxes = SandboxSettings.read(reader);
    return new RunSettings(
        sandboxes,
        JobSettings.read(reader, sandboxes.maxConcurrent()),
        LanguageSettings.read(reader),
        HintSettings.read(reader, history));
  }
}
