resource "google_logging_metric" "main" {
  for_each         = local.metrics
  name             = each.key
  filter           = each.value.filter
  value_extractor  = each.value.valueExtractor
  label_extractors = each.value.labelExtractors

  metric_descriptor {
    metric_kind = each.value.metricKind
    value_type  = each.value.valueType
    unit        = each.value.unit
  }

  dynamic "bucket_options" {
    for_each = each.value.bounds == null ? [] : [each.value.bounds]
    content {
      explicit_buckets {
        bounds = bucket_options.value
      }
    }
  }
}

resource "google_monitoring_custom_service" "main" {
  for_each     = local.services
  service_id   = each.value.serviceId
  display_name = each.value.displayName
}

resource "google_monitoring_slo" "main" {
  for_each            = local.objectives
  service             = google_monitoring_custom_service.main[each.value.service].service_id
  slo_id              = each.value.sloId
  display_name        = each.value.displayName
  goal                = each.value.goal
  rolling_period_days = each.value.rollingPeriodDays

  request_based_sli {
    good_total_ratio {
      bad_service_filter   = each.value.badServiceFilter
      total_service_filter = each.value.totalServiceFilter
    }
  }

  depends_on = [google_logging_metric.main]
}
