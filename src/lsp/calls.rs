//! Call hierarchy: who uses a condition, and which conditions it uses.

use std::ops::Range;

use gen_lsp_types as lsp;

use super::convert::symbol_kind;
use super::dispatch::Answer;
use super::server::Server;
use super::uri;
use crate::service::Callable;

pub(super) fn prepare(
    server: &mut Server,
    params: lsp::CallHierarchyPrepareParams,
) -> Answer<Option<Vec<lsp::CallHierarchyItem>>> {
    let found = server
        .at(&params.text_document_position_params)
        .and_then(|(name, offset)| server.item(&server.workspace.callable(&name, offset)?));
    Ok(found.map(|item| vec![item]))
}

pub(super) fn incoming(
    server: &mut Server,
    params: lsp::CallHierarchyIncomingCallsParams,
) -> Answer<Option<Vec<lsp::CallHierarchyIncomingCall>>> {
    Ok(server.callable(&params.item).map(|callable| {
        let calls = server.workspace.callers(&callable).into_iter();
        let call = |call: crate::service::Call| {
            Some(lsp::CallHierarchyIncomingCall {
                from: server.item(&call.other)?,
                from_ranges: server.ranges(&call.other.file, &call.at),
            })
        };
        calls.filter_map(call).collect()
    }))
}

pub(super) fn outgoing(
    server: &mut Server,
    params: lsp::CallHierarchyOutgoingCallsParams,
) -> Answer<Option<Vec<lsp::CallHierarchyOutgoingCall>>> {
    Ok(server.callable(&params.item).map(|callable| {
        let calls = server.workspace.callees(&callable).into_iter();
        let call = |call: crate::service::Call| {
            Some(lsp::CallHierarchyOutgoingCall {
                to: server.item(&call.other)?,
                from_ranges: server.ranges(&callable.file, &call.at),
            })
        };
        calls.filter_map(call).collect()
    }))
}

impl Server {
    fn item(&self, callable: &Callable) -> Option<lsp::CallHierarchyItem> {
        let page = self.page(&callable.file)?;
        Some(lsp::CallHierarchyItem {
            name: callable.name.clone(),
            kind: symbol_kind(callable.kind),
            tags: None,
            detail: (!callable.detail.is_empty()).then(|| callable.detail.clone()),
            uri: self.uri(&callable.file),
            range: page.range(&callable.range),
            selection_range: page.range(&callable.selection),
            data: None,
        })
    }

    /// The condition or rule that the client gives back.
    fn callable(&self, item: &lsp::CallHierarchyItem) -> Option<Callable> {
        let name = uri::name(&item.uri);
        let offset = self.page(&name)?.offset(item.selection_range.start);
        self.workspace.callable(&name, offset)
    }

    fn ranges(&self, file: &str, octets: &[Range<u32>]) -> Vec<lsp::Range> {
        let page = self.page(file);
        page.map(|page| octets.iter().map(|octets| page.range(octets)).collect())
            .unwrap_or_default()
    }
}
