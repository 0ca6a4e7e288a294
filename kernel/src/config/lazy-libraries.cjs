/*
 * The two parsers, loaded when the first configuration file is met: without one, start-up pays for neither. CommonJS, because only
 * `require` loads synchronously on demand both from sources and in a bundle.
 */
exports.loadCosmiconfig = () => require('cosmiconfig');
exports.loadToml = () => require('smol-toml');
