/* Loaded when the first file with a head in YAML is met. CommonJS, because only `require` loads synchronously on demand. */
exports.loadYaml = () => require('yaml');
