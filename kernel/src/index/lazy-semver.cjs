/* Loaded when an index of installed plugins is made, never at an ordinary start. CommonJS, because only `require` loads synchronously on demand. */
exports.loadSemver = () => require('semver');
