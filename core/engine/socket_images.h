// ImageStore over the HTTP API.
#pragma once
#include "core/engine/api_service.h"
#include "core/engine/image_store.h"

namespace core::engine {

class SocketImages final : public ImageStore
{
public:
    SocketImages(const ApiClient &api, QObject &tasks) : m_service(api, tasks) {}

    OperationPtr list(Done<std::vector<Image>> done) override;
    OperationPtr inspect(const std::string &image, Done<ImageDetails> done) override;
    OperationPtr history(const std::string &image, Done<std::vector<ImageLayer>> done) override;
    OperationPtr tag(const std::string &image, const std::string &reference, Done<void> done) override;
    OperationPtr remove(const std::string &image, bool force, Done<std::vector<std::string>> done) override;
    OperationPtr pull(const std::string &reference, OnProgress progress, Done<void> done) override;
    OperationPtr load(const std::string &localFile, OnProgress progress, Done<std::vector<std::string>> done) override;
    OperationPtr import(const std::string &localFile, const std::string &reference, OnProgress progress, Done<void> done) override;
    OperationPtr save(const std::vector<std::string> &images, const std::string &localFile, OnProgress progress, Done<void> done) override;

    OperationPtr importTar(std::string tar, const std::string &reference, OnProgress progress, Done<void> done); // from memory

private:
    OperationPtr send(const std::string &path, const std::string &localFile, const char *what, OnProgress progress, Done<std::vector<std::string>> done);
    ApiService m_service;
};

} // namespace core::engine
