output "repository_url" {
  description = "Where images are pushed, without a tag."
  value       = aws_ecr_repository.images.repository_url
}

output "repository_arn" {
  description = "The repository, for policies."
  value       = aws_ecr_repository.images.arn
}
