package evalx.dialect.judge0;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.api.Door;
import evalx.dialect.Answer;
import evalx.format.Json;
import evalx.history.HistoryFilter;
import evalx.history.HistoryItem;
import evalx.history.SubmissionHistory;
import evalx.submission.Caller;
import evalx.submission.SubmissionId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Lists the submissions of the history, newest first: an administrator those of everybody, others
 * their own. What is no longer kept of one, or never was because it came in no such request, is
 * null.
 */
@Singleton
class ListSubmissions {
  /** As many as a batch may name: each may have texts of the size of a body. */
  private static final int MAX_PAGE = Facts.MAX_BATCH;

  private final SubmissionHistory history;
  private final KnownLanguages languages;
  private final BiFunction<SubmissionId, Caller, Optional<View.Shown>> find;
  private final boolean strict;

  @Inject
  ListSubmissions(SubmissionHistory history, KnownLanguages languages, Submissions submissions) {
    this(history, languages, submissions::find, submissions.isStrict());
  }

  /**
   * @param find what is kept of a submission that came in this dialect
   */
  ListSubmissions(
      SubmissionHistory history,
      KnownLanguages languages,
      BiFunction<SubmissionId, Caller, Optional<View.Shown>> find,
      boolean strict) {
    this.history = history;
    this.languages = languages;
    this.find = find;
    this.strict = strict;
  }

  /** The page that parameters ask for. */
  Answer page(JsonNode params, Caller caller, Door.Room room) {
    var view = View.of(params, strict);
    var page = number(params, "page", 1);
    var size = Math.min(number(params, "per_page", MAX_PAGE), MAX_PAGE);
    if (!history.isOn()) {
      throw new Refused(403, "no list is kept: HISTORY=true or DATABASE_URL turns it on");
    }
    var filter = caller.may(Caller.Scope.ADMIN) ? HistoryFilter.ALL : HistoryFilter.of(caller);
    var parts = new Parts(room);
    for (HistoryItem item : history.page(filter, (page - 1L) * size, size)) {
      parts.add(item.id().toString(), () -> part(view, item, caller));
    }
    return parts.answer(",\"meta\":" + meta(page, size, history.count(filter)));
  }

  private JsonNode part(View view, HistoryItem item, Caller caller) {
    var shown = find.apply(item.id(), caller).orElseGet(() -> summary(item));
    return ShowSubmissions.part(view, shown);
  }

  private static int number(JsonNode params, String name, int standard) {
    var text = params.path(name).asText("");
    if (text.isEmpty()) {
      return standard;
    }
    if (!text.matches("0*[1-9][0-9]{0,8}")) {
      throw new Refused(400, "invalid " + name + ": " + text);
    }
    return Integer.parseInt(text);
  }

  private static ObjectNode meta(int page, int size, long count) {
    var pages = (count + size - 1) / size;
    return Json.MAPPER
        .createObjectNode()
        .put("current_page", page)
        .put("next_page", page < pages ? Integer.valueOf(page + 1) : null)
        .put("prev_page", page > 1 ? Integer.valueOf(page - 1) : null)
        .put("total_pages", pages)
        .put("total_count", count);
  }

  private View.Shown summary(HistoryItem item) {
    var end =
        item.ending()
            .map(
                ending ->
                    new View.End(
                        Outcome.summary(
                            Status.of(ending.verdict()),
                            ending.use().map(use -> use.runTime()),
                            ending.use().stream().mapToLong(use -> use.peakKib()).findFirst()),
                        ending.execution().finished()));
    return new View.Shown(item.id(), note(item), end, Status.IN_QUEUE);
  }

  private ObjectNode note(HistoryItem item) {
    var version = item.ending().flatMap(ending -> ending.version());
    var language = languages.named(item.origin().language(), version);
    var note = Json.MAPPER.createObjectNode();
    note.set("language_id", language.get("id"));
    note.set("language", language);
    return note.put(Attributes.CREATED_AT, View.time(item.origin().queued()));
  }
}
