// SPDX-License-Identifier: MIT
// Agglomerative clustering against scikit-learn (tests/oracles/clusters.py).
#include <doctest/doctest.h>
#include <facenet/cluster.hpp>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/paths.hpp"

TEST_CASE("cluster: the same clusters as scikit-learn's") {
    std::ifstream file(support::source_dir() / "tests" / "golden" / "clusters.json");
    const nlohmann::json golden = nlohmann::json::parse(file);
    std::size_t answers = 0;
    for (const auto& each : golden["cases"]) {
        const std::vector<std::vector<double>> points = each["points"];
        const auto distance = [&](std::size_t a, std::size_t b) {
            double squared = 0;
            for (std::size_t i = 0; i < points[a].size(); ++i)
                squared += (points[a][i] - points[b][i]) * (points[a][i] - points[b][i]);
            return static_cast<float>(std::sqrt(squared));
        };
        for (const auto& answer : each["answers"]) {
            const std::string name = answer["linkage"];
            const auto linkage = name == "average"    ? facenet::Linkage::average
                                 : name == "complete" ? facenet::Linkage::complete
                                                      : facenet::Linkage::single;
            const std::vector<int> wanted = answer["labels"];
            const auto tree = facenet::dendrogram(points.size(), distance, linkage);
            CAPTURE(points.size());
            CAPTURE(name);
            if (answer.contains("threshold")) {
                const float threshold = answer["threshold"];
                CHECK(tree.at(threshold).label == wanted);
                CHECK(facenet::cluster(points.size(), distance, threshold, linkage).label == wanted);
            } else {
                CHECK(tree.into(answer["number"]).label == wanted);
            }
            ++answers;
        }
    }
    CHECK(answers == 3 * 3 * 7);
}
