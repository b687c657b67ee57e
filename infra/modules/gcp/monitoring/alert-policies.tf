resource "google_monitoring_notification_channel" "email" {
  for_each     = local.addresses
  display_name = "${var.name} ${each.key}"
  type         = "email"
  labels       = { email_address = each.value.address }
}

resource "google_monitoring_alert_policy" "main" {
  for_each              = local.policies
  display_name          = each.value.displayName
  severity              = each.value.severity
  combiner              = each.value.combiner
  user_labels           = each.value.userLabels
  notification_channels = [for key, address in local.addresses : google_monitoring_notification_channel.email[key].id if address.channel == each.value.channel]

  documentation {
    subject   = each.value.documentation.subject
    content   = each.value.documentation.content
    mime_type = each.value.documentation.mimeType
  }

  alert_strategy {
    auto_close = each.value.alertStrategy.autoClose

    dynamic "notification_rate_limit" {
      for_each = each.value.alertStrategy.notificationRateLimit == null ? [] : [each.value.alertStrategy.notificationRateLimit]
      content {
        period = notification_rate_limit.value
      }
    }
  }

  dynamic "conditions" {
    for_each = each.value.conditions
    content {
      display_name = conditions.value.displayName

      dynamic "condition_threshold" {
        for_each = conditions.value.conditionThreshold == null ? [] : [conditions.value.conditionThreshold]
        content {
          filter                  = condition_threshold.value.filter
          comparison              = condition_threshold.value.comparison
          threshold_value         = condition_threshold.value.thresholdValue
          duration                = condition_threshold.value.duration
          evaluation_missing_data = condition_threshold.value.evaluationMissingData

          dynamic "aggregations" {
            for_each = condition_threshold.value.aggregations
            content {
              alignment_period     = aggregations.value.alignmentPeriod
              per_series_aligner   = aggregations.value.perSeriesAligner
              cross_series_reducer = aggregations.value.crossSeriesReducer
            }
          }
        }
      }

      dynamic "condition_prometheus_query_language" {
        for_each = conditions.value.conditionPrometheusQueryLanguage == null ? [] : [conditions.value.conditionPrometheusQueryLanguage]
        content {
          query               = condition_prometheus_query_language.value.query
          duration            = condition_prometheus_query_language.value.duration
          evaluation_interval = condition_prometheus_query_language.value.evaluationInterval
        }
      }

      dynamic "condition_matched_log" {
        for_each = conditions.value.conditionMatchedLog == null ? [] : [conditions.value.conditionMatchedLog]
        content {
          filter = condition_matched_log.value.filter
        }
      }
    }
  }

  depends_on = [google_monitoring_slo.main]
}

resource "google_monitoring_dashboard" "main" {
  for_each       = toset(["operations", "service-levels"])
  dashboard_json = templatefile("${var.generated.dashboards}/${each.key}.json", local.open)
}

# Alerts on secrets and image pushes read audit lines that are off unless asked for.
resource "google_project_iam_audit_config" "secrets" {
  project = var.project
  service = "secretmanager.googleapis.com"

  audit_log_config {
    log_type = "DATA_READ"
  }
}

resource "google_project_iam_audit_config" "images" {
  project = var.project
  service = "artifactregistry.googleapis.com"

  audit_log_config {
    log_type = "DATA_WRITE"
  }
}
