package evalx.language;

import com.fasterxml.jackson.databind.JsonNode;
import evalx.language.Commands.Link;
import evalx.language.Commands.RunOptions;
import evalx.language.Commands.RuntimeChoice;
import evalx.language.Language.Bounds;
import evalx.language.Language.Names;
import evalx.language.Language.SelfTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Makes a language of its entry in the table. */
final class ReadLanguage {
  /** What an entry may have; {@code why} explains words of its commands to readers. */
  static final Set<String> MEMBERS =
      Set.of(
          "id",
          "name",
          "core",
          "tools",
          "packages",
          "roots",
          "unix_lines",
          "editions",
          "suffixes",
          "main_class",
          "module_order",
          "build",
          "env",
          "libraries",
          "warm",
          "warm_compiler",
          "compile_server",
          "run_options",
          "aliases",
          "file",
          "compile",
          "keep",
          "check",
          "link",
          "runtime",
          "run",
          "run_class",
          "version",
          "why",
          "heap",
          "timeout",
          "memory",
          "smallest_memory",
          "parallel",
          "cache_seconds",
          "memory_deaths",
          "self_test");

  private static final Set<String> REGISTRIES = Set.of("apt", "maven", "npm");
  private static final Pattern TOOL = Pattern.compile("/[\\w.+*?\\[\\]/-]+");
  private static final Pattern ROOT =
      Pattern.compile(
          "/(?!(?:usr|bin|sbin|lib\\w*|etc|proc|dev|box|app|tmp|old|toolchain)(?:/|$))"
              + "(?!.*/\\.\\.?(?:/|$))[\\w.+/-]+");
  private static final Pattern SUFFIX = Pattern.compile("\\.[A-Za-z0-9_+]+");
  private static final Pattern MODULE = Pattern.compile("[A-Za-z_]\\w*(?:\\.\\w+)*");
  private static final String MODULE_NAME = "the name of a module";
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final int MAX_TIMEOUT = 60;
  private static final int MAX_PARALLEL = 1000;
  private static final int MAX_CACHE_SECONDS = 86_400;

  private final Entry entry;
  private final UnaryOperator<String> resource;

  private ReadLanguage(Entry entry, UnaryOperator<String> resource) {
    this.entry = entry;
    this.resource = resource;
  }

  /**
   * @param place of the entry, for messages
   * @param resource the text of a file beside the table, by its name
   * @throws IllegalArgumentException with the entry and the member that is wrong
   */
  static Language of(String place, JsonNode node, UnaryOperator<String> resource) {
    return new ReadLanguage(new Entry(place, node, MEMBERS), resource).language();
  }

  private Language language() {
    return new Language(
        names(),
        setup(),
        commands(),
        new Bounds(
            entry.seconds("timeout", 1, MAX_TIMEOUT),
            entry.number("parallel", 1, MAX_PARALLEL),
            entry.seconds("cache_seconds", 1, MAX_CACHE_SECONDS)),
        ReadMemoryRules.of(entry),
        selfTest(entry.object("self_test", Set.of("code", "stdin", "stdout"))));
  }

  private Commands commands() {
    return new Commands(
        kept().after(command("compile")),
        command("check"),
        entry.requiredTexts("run"),
        command("run_class"),
        entry.requiredTexts("version"),
        entry
            .optionalObject("link", Set.of("words", "yields_to", "remarks"))
            .map(ReadLanguage::link),
        entry
            .optionalObject("runtime", Set.of("lean", "whole", "whole_for"))
            .map(ReadLanguage::runtime),
        entry
            .optionalObject("run_options", Set.of("alone", "too"))
            .map(options -> new RunOptions(options.texts("alone"), options.texts("too")))
            .orElse(new RunOptions(List.of(), List.of())),
        entry
            .optionalObject("module_order", Set.of("makes", "uses"))
            .map(order -> new ModuleOrder(order.pattern("makes"), order.pattern("uses"))),
        entry
            .optionalObject("build", Set.of("file", "command"))
            .map(own -> new Commands.Build(own.text("file"), own.requiredTexts("command"))));
  }

  private KeptFiles kept() {
    var names =
        entry.matching(
            "keep", KeptFiles.NAME, "the name of a file, in which * and ? stand for what may vary");
    if (!names.isEmpty() && command("compile").isEmpty()) {
      throw entry.wrong("keep must not be there without compile");
    }
    if (!names.isEmpty() && !command("compile_server").isEmpty()) {
      throw entry.wrong("keep cannot be combined with compile_server");
    }
    return new KeptFiles(names);
  }

  /** The tool is that of the version command unless the entry says otherwise. */
  private Setup setup() {
    var tools = entry.matching("tools", TOOL, "a path, in which * and ? stand for what may vary");
    var version = entry.requiredTexts("version").get(0);
    if (tools.isEmpty() && !TOOL.matcher(version).matches()) {
      throw entry.wrong("version must begin with the path of a program, or there must be tools");
    }
    return new Setup(
        entry.flag("core"),
        entry.optionalObject("packages", REGISTRIES).map(ReadLanguage::packages).orElse(List.of()),
        tools.isEmpty() ? List.of(version) : tools,
        entry.variables("env", VARIABLE),
        command("libraries"),
        entry.matching("roots", ROOT, "the path of a folder that boxes do not have anyway"),
        entry.flag("unix_lines"),
        warm());
  }

  private WarmStarts warm() {
    return new WarmStarts(
        entry.objects("warm", Set.of("imports", "modules")).stream()
            .map(ReadLanguage::warmStart)
            .toList(),
        entry.has("warm_compiler")
            ? Optional.of(entry.matching("warm_compiler", MODULE, MODULE_NAME))
            : Optional.empty(),
        command("compile_server"));
  }

  private static WarmStart warmStart(Entry start) {
    return new WarmStart(
        start.has("imports")
            ? Optional.of(start.text("imports", MODULE, MODULE_NAME))
            : Optional.empty(),
        start.matching("modules", MODULE, MODULE_NAME));
  }

  private static List<String> packages(Entry entry) {
    return Stream.of("apt", "maven", "npm")
        .flatMap(registry -> entry.texts(registry).stream())
        .toList();
  }

  private Names names() {
    var file = entry.text("file");
    if (!file.matches("[A-Za-z0-9_-]+\\.[A-Za-z0-9]+")) {
      throw entry.wrong("file must be a name with an ending, such as main.c");
    }
    var suffixes = new ArrayList<>(List.of(file.substring(file.indexOf('.'))));
    suffixes.addAll(entry.matching("suffixes", SUFFIX, "an ending such as .c"));
    var id = entry.text("id");
    if (!id.matches("[a-z0-9]{1,32}")) {
      throw entry.wrong("id must be 1 to 32 lower-case letters and digits");
    }
    return new Names(
        id,
        entry.text("name"),
        entry.texts("aliases"),
        file,
        suffixes,
        entry
            .optionalObject(
                "main_class", Set.of("package", "type", "file_type", "entry", "compiled"))
            .map(ReadLanguage::mainClass));
  }

  private static MainClass mainClass(Entry rule) {
    return new MainClass(
        rule.pattern("package"),
        rule.pattern("type"),
        rule.pattern("file_type"),
        rule.pattern("entry"),
        rule.has("compiled") ? Optional.of(rule.text("compiled")) : Optional.empty());
  }

  /** The words of a command; {@code @NAME} stands for the text of a file beside the table. */
  private List<String> command(String member) {
    return entry.texts(member).stream()
        .map(word -> word.startsWith("@") ? file(word.substring(1)) : word)
        .toList();
  }

  private String file(String name) {
    try {
      return resource.apply(name);
    } catch (IllegalArgumentException e) {
      throw entry.wrong(String.valueOf(e.getMessage()));
    }
  }

  private static Link link(Entry link) {
    return new Link(link.requiredTexts("words"), link.texts("yields_to"), link.texts("remarks"));
  }

  private static RuntimeChoice runtime(Entry runtime) {
    return new RuntimeChoice(
        runtime.requiredTexts("lean"), runtime.requiredTexts("whole"), runtime.texts("whole_for"));
  }

  private static SelfTest selfTest(Entry test) {
    return new SelfTest(test.text("code"), test.text("stdin"), test.text("stdout"));
  }
}
