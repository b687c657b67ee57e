output "arns" {
  description = "ARN of each secret by its short name: database, session, history-signing-key, oidc-client-secret, llm-api-key."
  value       = { for key, secret in aws_secretsmanager_secret.main : key => secret.arn }
}

output "read_policy" {
  description = "Policy that lets the product read its secrets, as JSON."
  value       = data.aws_iam_policy_document.read.json
}
