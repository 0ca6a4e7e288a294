/* Loaded when the first text with a plural or a choice is shown. CommonJS, because only `require` loads synchronously on demand. */
exports.loadMessageFormat = () => require('intl-messageformat').IntlMessageFormat;
