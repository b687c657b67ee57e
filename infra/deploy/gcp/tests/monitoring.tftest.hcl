# Metrics, objectives, policies and dashboards come from the generated files, whole and unchanged (operations guide 4.2, 5.4).

mock_provider "google" {
  override_resource {
    target = google_monitoring_notification_channel.email["on-call on-call@example.com"]
    values = { id = "on-call" }
  }
  override_resource {
    target = google_monitoring_notification_channel.email["operations operations@example.com"]
    values = { id = "operations" }
  }
}

variables {
  name               = "alxderia"
  project            = "p"
  generated          = { alerts = "../../../alerts/generated/cloud-monitoring", dashboards = "../../../dashboards/generated/cloud-monitoring" }
  service_name       = "alxderia"
  database_instance  = "alxderia"
  subscribers        = { on-call = ["on-call@example.com"], operations = ["operations@example.com"] }
  log_retention_days = 90
  monthly_budget_usd = 700
}

run "policies_of_the_generated_files" {
  command = apply
  module {
    source = "../../modules/gcp/monitoring"
  }

  assert {
    condition     = keys(google_monitoring_alert_policy.main) == keys(jsondecode(file("../../../alerts/generated/cloud-monitoring/alert-policies.json")).policies)
    error_message = "every policy of the file, and no other"
  }
  assert {
    condition = alltrue([for name, policy in jsondecode(file("../../../alerts/generated/cloud-monitoring/alert-policies.json")).policies :
      google_monitoring_alert_policy.main[name].notification_channels == tolist([policy.channel]) && google_monitoring_alert_policy.main[name].severity == policy.severity
    ])
    error_message = "critical policies reach on-call, warnings operations"
  }
  assert {
    condition = alltrue(flatten([for name, policy in jsondecode(file("../../../alerts/generated/cloud-monitoring/alert-policies.json")).policies : [
      for index, condition in policy.conditions : condition.conditionThreshold == null ? true : google_monitoring_alert_policy.main[name].conditions[index].condition_threshold[0].threshold_value == condition.conditionThreshold.thresholdValue
    ]]))
    error_message = "thresholds are the file's"
  }
  assert {
    condition     = keys(google_logging_metric.main) == keys(jsondecode(file("../../../alerts/generated/cloud-monitoring/log-based-metrics.json")).metrics) && keys(google_monitoring_slo.main) == ["availability", "error-rate", "latency-api", "latency-health"]
    error_message = "every log-based metric and the four objectives"
  }
  assert {
    condition     = google_monitoring_slo.main["availability"].goal == 0.995 && google_monitoring_slo.main["availability"].rolling_period_days == 28
    error_message = "99.5 % over 28 days"
  }
  assert {
    condition     = alltrue([for d in google_monitoring_dashboard.main : !strcontains(d.dashboard_json, "$${")]) && alltrue([for m in google_logging_metric.main : !strcontains(m.filter, "$${")])
    error_message = "nothing is left open"
  }
  assert {
    condition     = one([for c in google_project_iam_audit_config.secrets.audit_log_config : c.log_type]) == "DATA_READ" && one([for c in google_project_iam_audit_config.images.audit_log_config : c.log_type]) == "DATA_WRITE"
    error_message = "the audit lines that two policies read are on"
  }
  assert {
    condition     = google_logging_project_bucket_config.default.retention_days == 90 && length(google_logging_project_sink.siem) == 0 && length(google_billing_budget.month) == 0
    error_message = "lines are kept 90 days; no SIEM and no budget unless asked for"
  }
}

run "siem_and_budget" {
  command = plan
  module {
    source = "../../modules/gcp/monitoring"
  }
  variables {
    siem_topic      = true
    siem_member     = "serviceAccount:siem@example.com"
    billing_account = "000000-000000-000000"
  }

  assert {
    condition     = strcontains(google_logging_project_sink.siem[0].filter, "cloudsql_database") && strcontains(google_logging_project_sink.siem[0].filter, "cloud_run_revision")
    error_message = "the product's lines and PostgreSQL's, pgaudit's among them, go to the SIEM"
  }
  assert {
    condition     = google_billing_budget.month[0].amount[0].specified_amount[0].units == "700" && length(google_billing_budget.month[0].threshold_rules) == 2
    error_message = "a budget that says so at 80 % and when 100 % is forecast"
  }
}
