/** A locale is data: `messagesFile` names a JSON object of key → text inside the plugin folder. */
export interface LocaleContribution {
  id: string;
  /** its own name for itself */
  name: string;
  messagesFile: string;
  rtl?: boolean;
}
