import type { SecretProtocol } from "./protocol.ts";

const FAILURES = {
  denied: { status: 400, type: "AccessDeniedException" },
  throttled: { status: 400, type: "ThrottlingException" },
  missing: { status: 400, type: "ResourceNotFoundException" },
  broken: { status: 500, type: "InternalServiceError" },
} as const;

const describe = (id: string) => ({
  ARN: `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${id}-AbCdEf`,
  Name: id,
  VersionId: "01234567-89ab-cdef-0123-456789abcdef",
  VersionStages: ["AWSCURRENT"],
  CreatedDate: 1_790_000_000.5,
});

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
export const AWS_PROTOCOL: SecretProtocol = {
  aside: () => null,
  idOf({ method, headers }, body) {
    const isSigned = headers.authorization?.startsWith("AWS4-HMAC-SHA256 Credential=") ?? false;
    if (method !== "POST" || !isSigned || headers["x-amz-target"] !== "secretsmanager.GetSecretValue") return null;
    const { SecretId: id, VersionStage: stage } = JSON.parse(body) as { SecretId: string; VersionStage?: string };
    return stage === "AWSPREVIOUS" ? `${id}:before` : id;
  },
  given: (id, text) => ({ status: 200, body: { ...describe(id), SecretString: text } }),
  failure(turn) {
    const { status, type } = FAILURES[turn];
    return { status, body: { __type: type, Message: "no" } };
  },
  empty: (id) => ({ status: 200, body: { ...describe(id), SecretBinary: "AAEC" } }),
  environment: () => ({
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  }),
};
