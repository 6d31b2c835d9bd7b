// What the linter looks for in the pages' sources. Types and unknown names are tsc's, format is prettier's.
import js from "@eslint/js";
import globals from "globals";

const HOUSE = {
  "array-callback-return": "error",
  curly: "error",
  eqeqeq: "error",
  "no-else-return": "error",
  "no-eval": "error",
  "no-implied-eval": "error",
  "no-new-func": "error",
  "no-param-reassign": "error",
  "no-promise-executor-return": "error",
  "no-shadow": "error",
  "no-throw-literal": "error",
  "no-unmodified-loop-condition": "error",
  "no-unneeded-ternary": "error",
  "no-unused-vars": ["error", { argsIgnorePattern: "^_$", caughtErrors: "all" }],
  "no-useless-concat": "error",
  "no-useless-rename": "error",
  "no-useless-return": "error",
  "no-var": "error",
  "object-shorthand": "error",
  "prefer-arrow-callback": "error",
  "prefer-const": "error",
  "prefer-promise-reject-errors": "error",
  "prefer-template": "error",
};

export default [
  js.configs.recommended,
  {
    files: ["assets/**/*.js"],
    languageOptions: { globals: globals.browser },
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: "error" },
    rules: HOUSE,
  },
  { files: ["assets/theme.js"], languageOptions: { sourceType: "script" } },
  { files: ["**/*.mjs"], languageOptions: { globals: globals.node }, rules: HOUSE },
];
