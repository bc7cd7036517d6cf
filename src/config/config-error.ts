/** A configuration that can't work. The message is one sentence and names the variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
