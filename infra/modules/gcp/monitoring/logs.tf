resource "google_logging_project_bucket_config" "default" {
  project        = var.project
  location       = "global"
  bucket_id      = "_Default"
  retention_days = var.log_retention_days
}

# Guide 5.4: errors of the product, inserts into the audit log (both are lines of the product) and pgaudit's output.
resource "google_pubsub_topic" "siem" {
  count                      = var.siem_topic ? 1 : 0
  name                       = "${var.name}-siem"
  message_retention_duration = "604800s"
}

resource "google_pubsub_subscription" "siem" {
  count                      = var.siem_topic ? 1 : 0
  name                       = "${var.name}-siem"
  topic                      = google_pubsub_topic.siem[0].id
  message_retention_duration = "604800s"
  ack_deadline_seconds       = 60

  expiration_policy {
    ttl = ""
  }
}

resource "google_logging_project_sink" "siem" {
  count                  = var.siem_topic ? 1 : 0
  name                   = "${var.name}-siem"
  destination            = "pubsub.googleapis.com/${google_pubsub_topic.siem[0].id}"
  filter                 = "resource.type=(\"cloud_run_revision\" OR \"cloud_run_job\" OR \"cloudsql_database\") OR logName:\"cloudaudit.googleapis.com\""
  unique_writer_identity = true
}

resource "google_pubsub_topic_iam_member" "writer" {
  count  = var.siem_topic ? 1 : 0
  topic  = google_pubsub_topic.siem[0].name
  role   = "roles/pubsub.publisher"
  member = google_logging_project_sink.siem[0].writer_identity
}

resource "google_project_iam_member" "siem_reader" {
  count   = var.siem_topic && var.siem_member != null ? 1 : 0
  project = var.project
  role    = "roles/pubsub.subscriber"
  member  = var.siem_member
}
