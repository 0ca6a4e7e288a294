/** The parts of the protocol that this wire reads; everything may be missing. */
export interface GenerateResponse {
  candidates?: Candidate[];
  promptFeedback?: { blockReason?: string } | null;
  usageMetadata?: unknown;
  modelVersion?: string;
  responseId?: string;
  error?: unknown;
}

export interface Candidate {
  content?: { parts?: ResponsePart[] } | null;
  finishReason?: string;
}

export interface ResponsePart {
  text?: string;
  thought?: boolean;
  thoughtSignature?: string;
  functionCall?: { id?: string; name?: string; args?: unknown };
}
