/**
 * Every command of a cloud that a runbook may use, with its options; `<option>` takes a resource's name, `<>` says that
 * the words without an option do, and `option!` takes no value. `--query`, `--output` and `--format` go with all.
 * Compared with the models of botocore 1.43 and the commands of the Google Cloud SDK 528.
 */
const CLOUD_COMMANDS = `
aws apprunner create-auto-scaling-configuration: <auto-scaling-configuration-name> max-size
aws apprunner describe-service: <service-arn>
aws apprunner list-operations: <service-arn> max-results
aws apprunner list-services: <query>
aws apprunner list-vpc-connectors: <query>
aws apprunner start-deployment: <service-arn>
aws apprunner update-service: <service-arn> <auto-scaling-configuration-arn> source-configuration
aws cloudtrail lookup-events: lookup-attributes max-results
aws cloudwatch describe-alarms: <alarm-name-prefix> state-value
aws cloudwatch get-metric-statistics: namespace metric-name statistics <dimensions> period start-time end-time
aws ec2 describe-security-groups: <filters>
aws ecr describe-image-scan-findings: <repository-name> image-id
aws ecr describe-images: <repository-name>
aws ecr describe-repositories: <repository-names>
aws ecr get-login-password:
aws iam get-role: <role-name>
aws iam simulate-principal-policy: <policy-source-arn> <resource-arns> action-names
aws logs describe-log-groups: <log-group-name-prefix>
aws logs filter-log-events: <log-group-name> start-time filter-pattern
aws rds create-db-instance: <db-instance-identifier> <db-cluster-identifier> engine db-instance-class
aws rds describe-db-clusters: <db-cluster-identifier>
aws rds describe-events: source-type <source-identifier> duration
aws rds modify-db-cluster: <db-cluster-identifier> apply-immediately! serverless-v2-scaling-configuration
aws rds restore-db-cluster-to-point-in-time: <source-db-cluster-identifier> <db-cluster-identifier> restore-to-time <db-subnet-group-name> <db-cluster-parameter-group-name> <vpc-security-group-ids> serverless-v2-scaling-configuration deletion-protection!
aws secretsmanager describe-secret: <secret-id>
aws secretsmanager get-resource-policy: <secret-id>
aws secretsmanager list-secret-version-ids: <secret-id>
aws secretsmanager put-secret-value: <secret-id> secret-string
aws secretsmanager restore-secret: <secret-id>
aws sts get-caller-identity:
gcloud artifacts docker images list: <> include-tags! sort-by limit
gcloud artifacts repositories describe: <> <location>
gcloud artifacts repositories get-iam-policy: <> <location>
gcloud auth list:
gcloud compute firewall-rules list: <filter>
gcloud compute networks vpc-access connectors describe: <> <region>
gcloud config get:
gcloud logging read: freshness limit
gcloud run revisions list: <service> <region> limit
gcloud run services describe: <> <region>
gcloud run services update: <> <region> revision-suffix <image> max-instances
gcloud run services update-traffic: <> <region> to-revisions to-latest!
gcloud secrets get-iam-policy: <>
gcloud secrets versions add: <> data-file
gcloud secrets versions disable: <secret>
gcloud secrets versions enable: <secret>
gcloud secrets versions list: <> limit
gcloud sql instances clone: <> point-in-time
gcloud sql instances describe: <>
gcloud sql instances get-latest-recovery-time: <>
gcloud sql instances patch: <> tier
gcloud sql operations list: <instance> limit
gcloud sql users set-password: <instance> prompt-for-password!
`
  .trim()
  .split("\n")
  .map((line) => line.split(":").map((part) => part.trim().split(" ")));

/** What is wrong with a call of `aws` or `gcloud`; a name is right when it comes from names.md or from the cloud. */
export function problemsOf(call: readonly string[]): string[] {
  const [command = [], rules = []] =
    CLOUD_COMMANDS.find(([words = []]) => words.every((word, at) => call[at] === word)) ?? [];
  if (command.length === 0) return [`no such command: ${call.join(" ")}`];
  const positional = { name: "", values: [] as string[] };
  const options = [positional];
  for (const word of call.slice(command.length)) {
    const last = options.at(-1) ?? positional;
    const full = call[0] === "gcloud" && (last.values.length > 0 || rules.includes(`${last.name}!`));
    if (word.startsWith("--")) options.push({ name: word.slice(2), values: [] });
    else (full ? positional : last).values.push(word);
  }
  return options.flatMap(({ name, values }) => {
    const said = `${command.join(" ")} --${name} ${values.join(" ")}`;
    if (rules.includes(`<${name}>`)) {
      const named = values.length > 0 && values.every((value) => /named-by-|printed-by-the-cloud/.test(value));
      return named ? [] : [`${said}: no name of names.md`];
    }
    const takesValue = ["query", "output", "format", ...rules].includes(name) && values.length > 0;
    return name === "" || takesValue || rules.includes(`${name}!`) ? [] : [`${said}: no such option`];
  });
}
