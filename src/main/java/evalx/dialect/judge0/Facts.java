package evalx.dialect.judge0;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import evalx.admin.ServerLoad;
import evalx.config.Settings;
import evalx.config.WebhookSettings;
import evalx.format.Json;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.Supplier;

/** What Judge0 tells of itself, told of this server. */
@Singleton
class Facts {
  static final String VERSION = "1.13.1";
  static final int MAX_BATCH = 20;

  private final Supplier<ServerLoad.Load> load;
  private final WebhookSettings webhooks;
  private final int maxQueue;

  @Inject
  Facts(ServerLoad load, Settings settings) {
    this(load::now, settings);
  }

  Facts(Supplier<ServerLoad.Load> load, Settings settings) {
    this.load = load;
    this.webhooks = settings.webhooks();
    this.maxQueue = settings.broker().maxQueueDepth();
  }

  static ObjectNode about() {
    return Json.MAPPER
        .createObjectNode()
        .put("version", VERSION)
        .put("homepage", "https://judge0.com")
        .put("source_code", "https://github.com/judge0/judge0")
        .put("maintainer", "EvalX, which speaks the API of this version of Judge0");
  }

  /** Every key that clients look for. */
  ObjectNode config() {
    var config = Json.MAPPER.createObjectNode();
    config.put("maintenance_mode", false).put("enable_wait_result", true);
    config.put("enable_compiler_options", true);
    config.putArray("allowed_languages_for_compile_options");
    config.put("enable_command_line_arguments", true).put("enable_submission_delete", true);
    config.put("enable_callbacks", true);
    config.put("callbacks_max_tries", webhooks.retries().maxAttempts());
    config.put("callbacks_timeout", webhooks.timeout().toSeconds());
    config.put("enable_additional_files", true);
    config.put("max_queue_size", maxQueue);
    for (Attributes.Bound bound : Attributes.BOUNDS) {
      put(config, bound.key(), bound.standard(), bound.decimal());
      put(config, "max_" + bound.key(), bound.max(), bound.decimal());
    }
    for (var option : new String[] {"time", "memory"}) {
      var name = "enable_per_process_and_thread_" + option + "_limit";
      config.put(name, false).put("allow_" + name, false);
    }
    config.put("redirect_stderr_to_stdout", false).put("max_extract_size", ZipFiles.MAX_KB);
    config.put("enable_batched_submissions", true).put("max_submission_batch_size", MAX_BATCH);
    config.put("submission_cache_duration", 0).put("use_docs_as_homepage", false);
    return config.put("allow_enable_network", false).put("enable_network", false);
  }

  private static void put(ObjectNode config, String key, double value, boolean decimal) {
    if (decimal) {
      config.put(key, value);
    } else {
      config.put(key, Math.round(value));
    }
  }

  /** One queue, as Judge0 has, whose workers run one program at a time: they are the boxes. */
  ArrayNode queues() {
    var now = load.get();
    var boxes = now.boxes();
    var list = Json.MAPPER.createArrayNode();
    list.addObject()
        .put("queue", VERSION)
        .put("size", now.waiting())
        .put("available", boxes.total())
        .put("idle", Math.max(0, boxes.total() - boxes.inUse()))
        .put("working", boxes.inUse())
        .put("paused", boxes.paused())
        .put("failed", now.givenUp());
    return list;
  }
}
