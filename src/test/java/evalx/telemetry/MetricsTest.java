package evalx.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import evalx.language.Languages;
import evalx.submission.SampleResults;
import evalx.submission.SubmissionEvent;
import evalx.submission.SubmissionId;
import evalx.submission.Verdict;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.Timer;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private final Map<String, Long> values = new TreeMap<>();
  private final Metrics metrics = new Metrics(registry(), new Languages());

  private MetricRegistry registry() {
    return proxy(
        MetricRegistry.class,
        (method, arguments) -> {
          var tags = arguments.length > 1 ? (Tag[]) arguments[1] : new Tag[0];
          var name = name((Metadata) arguments[0], tags);
          values.putIfAbsent(name, 0L);
          return method.equals("timer")
              ? proxy(Timer.class, (update, time) -> values.merge(name, 1L, Long::sum) == 0)
              : proxy(Counter.class, (inc, none) -> values.merge(name, 1L, Long::sum) == 0);
        });
  }

  private static String name(Metadata metadata, Tag... tags) {
    return metadata.getName()
        + Stream.of(tags)
            .map(tag -> tag.getTagName() + "=" + tag.getTagValue())
            .collect(Collectors.joining(",", "{", "}"));
  }

  private interface Call {
    Object answer(String method, Object[] arguments);
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              var answer = call.answer(method.getName(), arguments);
              return method.getReturnType() == void.class ? null : answer;
            }));
  }

  @Test
  void countersExistBeforeTheirFirstEvent() {
    metrics.registerAtZero("started");

    assertThat(values)
        .containsEntry("evalx_submissions_finished{language=c,status=Internal Error}", 0L)
        .containsEntry("evalx_test_cases{language=java,status=Accepted}", 0L)
        .containsEntry("evalx_programs{language=python,cached=true}", 0L)
        .containsEntry("evalx_runs{language=python,cached=false}", 0L)
        .containsEntry("evalx_turnaround{language=c}", 0L)
        .containsEntry("evalx_replies_refused{}", 0L);
  }

  @Test
  void countsWhatEnds() {
    var id = SubmissionId.random();
    metrics.observe(new SubmissionEvent.Finished(SampleResults.of(id, Verdict.ACCEPTED)));
    metrics.replyRefused(id);

    assertThat(values)
        .containsEntry("evalx_submissions_finished{language=python,status=Accepted}", 1L)
        .containsEntry("evalx_programs{language=python,cached=false}", 1L)
        .containsEntry("evalx_turnaround{language=python}", 1L)
        .containsEntry("evalx_replies_refused{}", 1L);
  }
}
