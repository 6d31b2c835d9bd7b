package evalx.format;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import evalx.submission.CaseResult;
import evalx.submission.Difference;
import evalx.submission.Exit;
import evalx.submission.Explanation;
import evalx.submission.FileId;
import evalx.submission.OutputFile;
import evalx.submission.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What clients call the components of records, where that is not their name in snake case, and
 * which of them are left out when they say nothing.
 */
final class RecordShapes {
  private RecordShapes() {}

  /** Passes over members that it does not know, because a newer node may have written more. */
  static ObjectMapper mapper() {
    var mapper = Json.MAPPER.copy();
    mapper.configOverride(List.class).setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY));
    return mapper
        .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .addMixIn(Exit.class, ExitNames.class)
        .addMixIn(Usage.class, UsageNames.class)
        .addMixIn(FileId.class, FileIdText.class)
        .addMixIn(CaseResult.Notes.class, NotesShape.class)
        .addMixIn(Explanation.class, ExplanationShape.class)
        .registerModule(RecordValues.module());
  }

  private interface ExitNames {
    @JsonProperty("exit_code")
    OptionalInt code();
  }

  private interface UsageNames {
    @JsonProperty("run_time")
    Duration cpuTime();

    @JsonProperty("space")
    long peakKib();
  }

  /** Only those who ask for files have them in results. */
  private interface NotesShape {
    @JsonProperty
    @JsonUnwrapped
    Explanation explanation();

    @JsonProperty
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    List<OutputFile> files();
  }

  /** Only a wrong output has a difference. */
  private interface ExplanationShape {
    @JsonProperty
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @JsonSerialize(using = RecordValues.WriteDifference.class)
    @JsonDeserialize(using = RecordValues.ReadDifference.class)
    Optional<Difference> difference();
  }

  /** A file is told by its SHA-256 alone. */
  private abstract static class FileIdText {
    @JsonCreator
    @SuppressWarnings("unused")
    FileIdText(String sha256) {}

    @JsonValue
    abstract String sha256();
  }
}
