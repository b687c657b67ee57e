output "topic_arns" {
  description = "Topics by channel; the pipeline publishes failed pushes to on-call itself."
  value       = { for channel, topic in aws_sns_topic.channel : channel => topic.arn }
}
