import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { type SecretFault, StoreError } from "./secret-error.ts";
import type { SecretStore, StoreOptions } from "./store.ts";

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html, "Errors", and the common ones. */
const FAULTS: Readonly<Record<string, SecretFault>> = {
  AccessDeniedException: "denied",
  CredentialsProviderError: "denied",
  DecryptionFailure: "denied",
  ExpiredTokenException: "denied",
  IncompleteSignature: "denied",
  InvalidClientTokenId: "denied",
  InvalidSignatureException: "denied",
  UnrecognizedClientException: "denied",
  InvalidParameterException: "missing",
  InvalidRequestException: "missing",
  ResourceNotFoundException: "missing",
  LimitExceededException: "throttled",
  ThrottlingException: "throttled",
  TooManyRequestsException: "throttled",
};

/** AWS Secrets Manager. The SDK finds credentials, and the region of a name without ARN, as it always does. */
export function createAwsStore({ endpoint }: StoreOptions): SecretStore {
  const clients = new Map<string | undefined, SecretsManagerClient>();
  const clientOf = (id: string) => {
    const region = id.startsWith("arn:") ? id.split(":")[3] : undefined;
    const known = clients.get(region);
    if (known !== undefined) return known;
    const client = new SecretsManagerClient({ ...(region ? { region } : {}), ...(endpoint ? { endpoint } : {}) });
    clients.set(region, client);
    return client;
  };
  const access = async (id: string, signal: AbortSignal, stage: "AWSCURRENT" | "AWSPREVIOUS") => {
    const command = new GetSecretValueCommand({ SecretId: id, VersionStage: stage });
    const { SecretString: text } = await clientOf(id)
      .send(command, { abortSignal: signal })
      .catch((error: unknown) => {
        throw new StoreError(signal.aborted ? "timeout" : faultOf(error), { cause: error });
      });
    if (text === undefined) throw new StoreError("unreadable");
    return text;
  };
  return {
    fetch: (id, signal) => access(id, signal, "AWSCURRENT"),
    fetchBefore: (id, signal) => access(id, signal, "AWSPREVIOUS"),
  };
}

const faultOf = (error: unknown): SecretFault => FAULTS[error instanceof Error ? error.name : ""] ?? "unreachable";
