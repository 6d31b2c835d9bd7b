package evalx.dialect.judge0;

import evalx.dialect.Answer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/** What Judge0 tells of itself and its languages. */
@Singleton
class AboutServer {
  private final KnownLanguages languages;
  private final Facts facts;
  private final Counts counts;

  @Inject
  AboutServer(KnownLanguages languages, Facts facts, Counts counts) {
    this.languages = languages;
    this.facts = facts;
    this.counts = counts;
  }

  /** The answer to a GET; empty where nothing is there. */
  Optional<Answer> answer(String path) {
    return switch (path) {
      case "" -> Optional.of(Answer.empty(200));
      case "/about" -> Optional.of(Answer.json(200, Facts.about()));
      case "/version" -> Optional.of(Answer.text(200, Facts.VERSION));
      case "/isolate" -> Optional.of(Answer.text(200, "EvalX has a sandbox of its own.\n"));
      case "/license" -> Optional.of(Answer.text(200, "See EvalX's file LICENSE.\n"));
      case "/languages" -> Optional.of(Answer.json(200, languages.list(false)));
      case "/languages/all" -> Optional.of(Answer.json(200, languages.list(true)));
      case "/statuses" -> Optional.of(Answer.json(200, Status.list()));
      case "/config_info" -> Optional.of(Answer.json(200, facts.config()));
      case "/system_info" -> Optional.of(Answer.json(200, MachineFacts.OF_THIS_NODE.json()));
      case "/workers" -> Optional.of(Answer.json(200, facts.queues()));
      case "/statistics" -> Optional.of(Answer.json(200, counts.json()));
      default -> language(path);
    };
  }

  private Optional<Answer> language(String path) {
    return path.matches("/languages/[0-9]{1,9}")
        ? languages
            .find(Integer.parseInt(path.substring("/languages/".length())))
            .map(found -> Answer.json(200, KnownLanguages.details(found)))
        : Optional.empty();
  }
}
