#include "core/agent/openai_request.h"
#include "core/agent/provider.h"

#include <QNetworkAccessManager>

namespace core::agent {
namespace {

class OpenAiProvider : public Provider
{
public:
    explicit OpenAiProvider(ProviderConfig config) : m_config(std::move(config)) {}
    std::unique_ptr<Request> ask(const Prompt &prompt, OnText onText, OnEnd onEnd) override
    {
        return std::make_unique<OpenAiRequest>(m_network, m_config, prompt, std::move(onText), std::move(onEnd));
    }

private:
    ProviderConfig m_config;
    QNetworkAccessManager m_network;
};

} // namespace

std::unique_ptr<Provider> makeOpenAiProvider(ProviderConfig config)
{
    return std::make_unique<OpenAiProvider>(std::move(config));
}

} // namespace core::agent
