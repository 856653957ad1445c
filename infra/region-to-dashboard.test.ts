import { dashboardBody } from "./parts/dashboard-body";
import { RegionToDashboard } from "./region-to-dashboard";
import { named, record } from "./testing/record";
import { dashboardFacts } from "./testing/watched";

test("the page is put under its name, once everything on it has one", async () => {
  const resources = await record(
    () => new RegionToDashboard("page", { dashboardName: "h", facts: dashboardFacts }),
  );
  expect(named(resources, "page-page").inputs).toEqual({
    dashboardName: "h",
    dashboardBody: JSON.stringify(dashboardBody(dashboardFacts)),
  });
});
