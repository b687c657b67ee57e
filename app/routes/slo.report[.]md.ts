import { pageLoader } from "../http/route.server.ts";
import { NoParams } from "../model/filters.ts";
import { writeWeeklyReport } from "../model/slo-weekly-report.ts";
import { findSloReport } from "../queries/slo.server.ts";
import { PAGE_ROLES } from "../ui/navigation.ts";

/** The weekly report as the file that `alxderia slo report` prints. */
export const loader = pageLoader({
  allow: PAGE_ROLES.operate,
  query: NoParams,
  handler: async ({ context }) => {
    const report = await findSloReport(context, new Date());
    return new Response(writeWeeklyReport(report), {
      headers: {
        "content-type": "text/markdown; charset=utf-8",
        "content-disposition": `attachment; filename="service-levels-${report.at.slice(0, 10)}.md"`,
        "cache-control": "no-store",
      },
    });
  },
});
