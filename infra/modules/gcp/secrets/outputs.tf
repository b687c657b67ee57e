output "ids" {
  description = "Secret by its short name: database, session, history-signing-key, oidc-client-secret, llm-api-key. Known only when the product may read it."
  value       = { for key, secret in google_secret_manager_secret.main : key => secret.secret_id }
  depends_on  = [google_secret_manager_secret_iam_member.product]
}
